/**
 * The last head that was signed to be kept elsewhere, noted beside the store: `events.exported.json`. A store that does
 * not have it was rolled back after somebody took a checkpoint away.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { StoreHead } from '../../../engine/events/eventStore.ts';

export const exportedHeadName = 'events.exported.json';
const schema = z.object({ position: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** Undefined where none was exported, or the note can't be read. */
export function readExportedHead(folder: string): StoreHead | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(join(folder, exportedHeadName), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Where nothing can be written, the checkpoint itself is all that remembers. */
export function noteExportedHead(folder: string, { position, hash }: StoreHead): void {
  // An earlier event may be exported after a later one.
  if ((readExportedHead(folder)?.position ?? 0) >= position) return;
  const path = join(folder, exportedHeadName);
  const written = `${path}.${process.pid}.new`;
  try {
    writeFileSync(written, `${JSON.stringify({ position, hash })}\n`, { mode: 0o600 });
    renameSync(written, path);
  } catch {
    rmSync(written, { force: true });
  }
}

/** It speaks against the store, and an alarm on record says so from now on. */
export function forgetExportedHead(folder: string): void {
  rmSync(join(folder, exportedHeadName), { force: true });
}

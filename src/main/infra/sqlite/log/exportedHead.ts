/**
 * The last head that was signed to be kept elsewhere, noted beside the store in `events.exported.json`. A store without
 * this head was rolled back after somebody exported a checkpoint.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { StoreHead } from '../../../engine/events/eventStore.ts';

export const exportedHeadName = 'events.exported.json';
const schema = z.object({ position: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** Reads the note. Undefined where no head was exported, or where the note can't be read. */
export function readExportedHead(folder: string): StoreHead | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(join(folder, exportedHeadName), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Writes the note. Where that fails, only the exported checkpoint itself can show a rollback. */
export function noteExportedHead(folder: string, { position, hash }: StoreHead): void {
  // Somebody may export an earlier head after a later one.
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

/** Removes the note when the store does not have its head. From then on an alert on record says so. */
export function forgetExportedHead(folder: string): void {
  rmSync(join(folder, exportedHeadName), { force: true });
}

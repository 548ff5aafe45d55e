/**
 * The store's head, noted beside it at every commit in `events.head.json`. The note is never ahead of the store
 * (but while a copy of a record elsewhere is brought to the noted head), so a store without the noted head was rolled
 * back, cut short or replaced. The note is not synced: after a power cut it may
 * be older than the store, but never newer.
 */
import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import { isFileAt } from '../../paths/isFileAt.ts';
import { forgetExportedHead } from './exportedHead.ts';

export const headRecordName = 'events.head.json';
/** Length of the note in bytes. It is always the same, so that one write replaces all of it. */
const recordBytes = 256;

const schema = z.object({
  position: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Position of the last checkpoint that is kept in the store. */
  signed: z.int().min(0),
});
export type NotedHead = z.infer<typeof schema>;

/** Reads the note. Undefined where there is none that can be read, as for a new store or one of an older version. */
export function readHeadRecord(folder: string): NotedHead | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(join(folder, headRecordName), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Says what is wrong with the note; undefined where it can be read. A store of an older version has none yet. */
export function headRecordFault(folder: string): Fault | undefined {
  if (readHeadRecord(folder) !== undefined) return undefined;
  const isThere = existsSync(join(folder, headRecordName));
  const message = isThere
    ? `The file is damaged: ${headRecordName}`
    : `There is no ${headRecordName} beside the events`;
  return {
    code: isThere ? 'store_damaged' : 'store_missing',
    message: `${message}; a rollback of the store would show by it`,
  };
}

export class HeadRecord {
  private readonly folder: string;
  private readonly path: string;
  private isExportMissed: boolean;
  private file: number | undefined;
  private signed: number;
  private readonly bytes = Buffer.alloc(recordBytes);

  /**
   * `isExportMissed` says that the store does not have the head that was exported last. Then its first commit is the
   * alert about it.
   */
  constructor(folder: string, isExportMissed: boolean) {
    this.folder = folder;
    this.isExportMissed = isExportMissed;
    this.path = join(folder, headRecordName);
    this.signed = readHeadRecord(folder)?.signed ?? 0;
  }

  /** Notes the head after each commit. When the disk does not take the note, the note is only older than the store. */
  note({ position, hash }: StoreHead): void {
    try {
      if (this.isExportMissed) forgetExportedHead(this.folder);
      this.isExportMissed = false;
      const text = JSON.stringify({ position, hash, signed: this.signed });
      this.bytes.fill(' ');
      this.bytes.write(text, 'latin1');
      this.bytes.write('\n', recordBytes - 1);
      writeSync(this.openFile(), this.bytes, 0, recordBytes, 0);
    } catch {
      // The note failed, but the events are on disk.
    }
  }

  /** Notes that a checkpoint was signed and kept. */
  noteSigned(position: number, head: StoreHead): void {
    this.signed = position;
    this.note(head);
  }

  /** Opens the file anew where somebody has moved, removed or replaced it: the note belongs beside the store. */
  private openFile(): number {
    if (this.file !== undefined && isFileAt(this.path, this.file)) return this.file;
    this.close();
    // The file is not emptied first: the old note is the evidence until the new one is written.
    this.file = openSync(this.path, constants.O_WRONLY | constants.O_CREAT, 0o600);
    return this.file;
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }
}

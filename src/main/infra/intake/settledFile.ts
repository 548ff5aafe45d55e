/** Looks at a file in a folder that another program fills: whether it is complete and can be read as signals. */
import { lstat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, type Result } from '../../../shared/kernel/result.ts';
import { fileFault } from '../paths/fileFault.ts';
import { openOwnFile } from '../paths/ownFile.ts';
import { LineSplitter } from './lineSplitter.ts';
import { ndjsonRecord } from './ndjsonRecords.ts';
import { openSettledSignalFile, type SignalFile } from './signalFile.ts';

/** The most bytes of a file that a folder takes: hundreds of thousands of signals. */
export const folderFileBytesMax = 67_108_864;
/** A signal must be within this many bytes of the beginning of the file. */
const headBytesMax = 131_072;
const lineFeed = 0x0a;

/** What identifies the content of a file: another size or time means another content. */
export interface FileFacts {
  readonly bytes: number;
  /** UTC, with milliseconds. */
  readonly modified: string;
}

/** Facts of the path itself, which may be no file; undefined when nothing is there. */
export async function factsOf(path: string): Promise<FileFacts | undefined> {
  try {
    const { size, mtimeMs } = await lstat(path);
    return { bytes: size, modified: new Date(mtimeMs).toISOString() };
  } catch {
    return undefined;
  }
}

/**
 * Opens a file that has not changed for a while. Faults: those of openOwnFile; `file_changed`, when the file changes
 * all the same; `file_unfinished`, when its last line has no end; `oversized`; `file_without_signals`;
 * `csv_header_malformed`.
 */
export async function openSettledFile(path: string, facts: FileFacts): Promise<Result<SignalFile, Fault>> {
  const opened = await openOwnFile(path);
  if (!opened.ok) return opened;
  const handle = opened.value;
  try {
    const fault = await whyNotReady(path, handle, facts);
    if (fault === undefined) return await openSettledSignalFile(path, handle, facts.bytes);
    await handle.close();
    return err(fault);
  } catch (error) {
    await handle.close();
    return err(fileFault('file_unreadable', path, error));
  }
}

async function whyNotReady(
  path: string,
  handle: FileHandle,
  { bytes, modified }: FileFacts,
): Promise<Fault | undefined> {
  const { size, mtimeMs } = await handle.stat();
  if (size !== bytes || new Date(mtimeMs).toISOString() !== modified) {
    return { code: 'file_changed', message: `${path} is being written` };
  }
  if (bytes > folderFileBytesMax) {
    const message = `${path} is ${bytes} bytes long; expected at most ${folderFileBytesMax}`;
    return { code: 'oversized', message };
  }
  if (bytes === 0 || (await read(handle, bytes - 1, 1))[0] !== lineFeed) {
    const message = `${path} does not end with a line feed, so its last line may be cut off; expected whole lines`;
    return { code: 'file_unfinished', message };
  }
  if (/\.csv$/i.test(path)) return undefined;
  return hasSignals(await read(handle, 0, Math.min(bytes, headBytesMax)))
    ? undefined
    : {
        code: 'file_without_signals',
        message: `none of the first lines of ${basename(path)} is a JSON object; expected one signal on each line`,
      };
}

/** Whether one of the lines is a JSON object. A file of blank lines has no signals, and none that is wrong. */
function hasSignals(head: Buffer): boolean {
  const splitter = new LineSplitter();
  const records = [...splitter.push(head)].flatMap((line) => ndjsonRecord(line) ?? []);
  return (
    records.length === 0 ||
    records.some(
      (record) => record.type === 'value' && typeof record.value === 'object' && record.value !== null,
    )
  );
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Opens a file of signals, NDJSON or CSV, for reading as a stream. */
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { fileFault } from '../paths/fileFault.ts';
import { openOwnFile } from '../paths/ownFile.ts';
import { csvRecords } from './csvRecords.ts';
import type { IntakeRecord } from './intakeRecord.ts';
import { ndjsonRecords } from './ndjsonRecords.ts';

const chunkBytes = 65_536;

export interface SignalFile {
  /** The file's name without its folder; refusals name it. */
  readonly name: string;
  /** Size in bytes; 0 where the size is not known beforehand, as for a pipe. */
  readonly sizeBytes: number;
  /** Bytes taken from the file so far. */
  bytesRead(): number;
  /** The records in order; they can be read once. Throws the file system's error when a read fails. */
  readonly records: AsyncGenerator<IntakeRecord, void, undefined>;
  /** Closes the file, whether all of it was read or not. */
  close(): void;
}

/** Opens a file whose path somebody else named. For the faults see openOwnFile. */
export async function openOwnSignalFile(path: string): Promise<Result<SignalFile, Fault>> {
  const handle = await openOwnFile(path);
  return handle.ok ? signalFile(path, () => Promise.resolve(handle.value)) : handle;
}

/**
 * Opens a file of signals up to the size that it had at the look; what is added later is not read. The reader takes
 * over the handle.
 */
export function openSettledSignalFile(
  path: string,
  handle: FileHandle,
  bytes: number,
): Promise<Result<SignalFile, Fault>> {
  return signalFile(path, () => Promise.resolve(handle), bytes);
}

/** Opens a file of signals. A name that ends with `.csv` means CSV, every other name NDJSON. */
export function openSignalFile(path: string): Promise<Result<SignalFile, Fault>> {
  return signalFile(path, () => open(path, 'r'));
}

async function signalFile(
  path: string,
  opened: () => Promise<FileHandle>,
  /** How many bytes of the file are read; absent: the whole file, also a pipe, which has no positions. */
  bytesMax?: number,
): Promise<Result<SignalFile, Fault>> {
  const name = basename(path);
  try {
    const handle = await opened();
    const { size, isDirectory } = await statOf(handle);
    if (isDirectory) {
      await handle.close();
      return err({ code: 'file_unreadable', message: `${path} is a folder, not a file` });
    }
    const stream = handle.createReadStream({
      highWaterMark: chunkBytes,
      ...(bytesMax !== undefined && { start: 0, end: bytesMax - 1 }),
    });
    const file = {
      name,
      sizeBytes: size,
      bytesRead: () => stream.bytesRead,
      close: () => void stream.destroy(),
    };
    if (!/\.csv$/i.test(name)) return ok({ ...file, records: ndjsonRecords(stream) });
    const records = await csvRecords(stream);
    if (!records.ok) {
      stream.destroy();
      return records;
    }
    return ok({ ...file, records: records.value });
  } catch (error) {
    return err(fileFault('file_unreadable', path, error));
  }
}

async function statOf(handle: FileHandle): Promise<{ size: number; isDirectory: boolean }> {
  const stat = await handle.stat();
  return { size: stat.isFile() ? stat.size : 0, isDirectory: stat.isDirectory() };
}

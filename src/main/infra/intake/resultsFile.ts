/** The results of a file of signals, in a file beside it. That file exists as a whole or not at all. */
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { openOwnFile } from '../paths/ownFile.ts';
import type { FileFacts } from './settledFile.ts';

export const resultsSuffix = '.results.ndjson';
/** The last line of a file of results is within this many bytes of its end. */
const tailBytes = 4_096;
/** Characters that are gathered before they are written. */
const chunkLengthMax = 65_536;

/** The last line: which file the results belong to, and how many signals had each outcome. */
const doneLine = z.object({
  type: z.literal('done'),
  file: z.string(),
  bytes: z.number(),
  modified: z.string(),
  acknowledged: z.number(),
  refused: z.number(),
  duplicates: z.number(),
});
export type DoneLine = z.infer<typeof doneLine>;

/** The state of the file to which the results belong; undefined where there are no readable results. */
export async function resultsOf(path: string): Promise<FileFacts | undefined> {
  const opened = await openOwnFile(`${path}${resultsSuffix}`);
  if (!opened.ok) return undefined;
  const handle = opened.value;
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, tailBytes);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const last = buffer.toString('utf8').trimEnd().split('\n').at(-1) ?? '';
    const parsed = doneLine.safeParse(JSON.parse(last));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

export class ResultsFile {
  private readonly path: string;
  private readonly unfinished: string;
  private readonly handle: FileHandle;
  private waiting = '';

  private constructor(path: string, unfinished: string, handle: FileHandle) {
    this.path = path;
    this.unfinished = unfinished;
    this.handle = handle;
  }

  /** Rejects with the file system's error when the folder takes no file. */
  static async begin(path: string): Promise<ResultsFile> {
    const unfinished = join(dirname(path), `.${basename(path)}${resultsSuffix}.new`);
    // A run that was killed may have left one. A new file follows no link that somebody put in its place.
    await rm(unfinished, { force: true });
    return new ResultsFile(path, unfinished, await open(unfinished, 'wx', 0o600));
  }

  /** Rejects when the disk does not take the line. */
  async write(line: object): Promise<void> {
    this.waiting += `${JSON.stringify(line)}\n`;
    if (this.waiting.length < chunkLengthMax) return;
    const chunk = this.waiting;
    this.waiting = '';
    await this.handle.appendFile(chunk);
  }

  /** Puts the results in their place. */
  async finish(line: DoneLine): Promise<void> {
    await this.handle.appendFile(`${this.waiting}${JSON.stringify(line)}\n`);
    await this.handle.sync();
    await this.handle.close();
    await rename(this.unfinished, `${this.path}${resultsSuffix}`);
  }

  async discard(): Promise<void> {
    await this.handle.close();
    await rm(this.unfinished, { force: true });
  }
}

/** Runs the process of the watching consoles while some work is done. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Watched<T> {
  readonly result: T;
  /** What each console was sent a second. */
  readonly bytesPerSecond: number;
  readonly messagesPerSecond: number;
}

export async function whileWatched<T>(
  folder: string,
  consoles: number,
  work: () => Promise<T>,
): Promise<Watched<T>> {
  if (consoles === 0) return { result: await work(), bytesPerSecond: 0, messagesPerSecond: 0 };
  const file = join(import.meta.dirname, 'watchers.ts');
  const args = [file, '--folder', folder, '--count', String(consoles)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  try {
    if ((await lines.next()).done === true) throw new Error('the watching consoles ended before they began');
    const startedMs = performance.now();
    const result = await work();
    const seconds = (performance.now() - startedMs) / 1_000;
    child.kill('SIGTERM');
    const { value } = await lines.next();
    const { bytes, messages } = JSON.parse(String(value)) as {
      readonly bytes: number;
      readonly messages: number;
    };
    const shares = consoles * seconds;
    return { result, bytesPerSecond: bytes / shares, messagesPerSecond: messages / shares };
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
}

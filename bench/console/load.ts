/** Load on the measured desk: a producer process that sends for as long as some work lasts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Received, created, submitting, accepted and filled. */
const changesPerOrder = 5;

export interface Door {
  readonly address: string;
  readonly tokenFile: string;
}

export interface Loaded<T> {
  readonly result: T;
  /** Events a second that the desk acknowledged meanwhile. */
  readonly changesPerSecond: number;
}

let producers = 0;

/** Does `work` while the desk gets so many changes a second. */
export async function underLoad<T>(
  door: Door,
  changesPerSecond: number,
  work: () => Promise<T>,
): Promise<Loaded<T>> {
  const file = join(import.meta.dirname, '..', 'steadyProducer.ts');
  const rate = String(changesPerSecond / changesPerOrder);
  const name = `load-${process.pid}-${producers++}`;
  const args = ['--address', door.address, '--token-file', door.tokenFile, '--rate', rate, '--name', name];
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  try {
    if ((await lines.next()).done === true) throw new Error('the producer ended before it began');
    const result = await work();
    child.kill('SIGTERM');
    const { value } = await lines.next();
    const { acknowledged, refused, seconds } = JSON.parse(String(value)) as {
      readonly acknowledged: number;
      readonly refused: number;
      readonly seconds: number;
    };
    if (refused > 0) throw new Error(`the desk refused ${refused} signals of the bench`);
    return { result, changesPerSecond: (acknowledged * changesPerOrder) / seconds };
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
}

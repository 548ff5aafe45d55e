/** A writer in a process of its own that is killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'vitest';

export interface Acknowledgement {
  readonly eventId: string;
  readonly position: number;
}

/**
 * Runs a writer, kills it some time after its first acknowledgement, and gives all that it acknowledged. `record`: the
 * settings of its record in PostgreSQL.
 */
export async function acknowledgedBeforeKill(
  folder: string,
  inFlight: number,
  lifeMs: number,
  record?: object,
): Promise<Acknowledgement[]> {
  const script = join(import.meta.dirname, 'appendChild.ts');
  const child = spawn(
    process.execPath,
    [script, folder, String(inFlight), ...(record === undefined ? [] : [JSON.stringify(record)])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(child, 'close');
  await expect.poll(() => said, { timeout: 20_000 }).toContain('eventId');
  setTimeout(() => child.kill('SIGKILL'), lifeMs);
  await closed;
  const whole = said.slice(said.indexOf('\n') + 1, said.lastIndexOf('\n'));
  return whole.split('\n').map((line) => JSON.parse(line) as Acknowledgement);
}

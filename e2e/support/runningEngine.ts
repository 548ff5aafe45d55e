// `desk run` in a process of its own: an engine that consoles attach to.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');

export interface RunningEngine {
  readonly pid: number;
  /** Where consoles of other machines are taken; 0 where they are not. */
  readonly consolePort: number;
  /** Ends it in order, and waits until it has ended. */
  readonly stop: () => Promise<void>;
}

/** Starts it, and waits until it takes orders. */
export async function runEngine(dataFolder: string): Promise<RunningEngine> {
  const args = ['scripts/run.mjs', 'out/main/desk.js', 'run', '--json', '--data', dataFolder];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  createInterface(child.stderr).on('line', (line) => said.push(line));
  const ended = once(child, 'exit');
  const ready = await Promise.race([firstLine(child), ended.then(() => undefined)]);
  if (ready === undefined) throw new Error(`desk run has ended: ${said.join('\n')}`);
  const { pid, consolePort = 0 } = JSON.parse(ready) as {
    readonly pid: number;
    readonly consolePort?: number;
  };
  return {
    pid,
    consolePort,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(pid, 'SIGTERM');
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  if (child.stdout === null) return undefined;
  for await (const line of createInterface(child.stdout)) return line;
  return undefined;
}

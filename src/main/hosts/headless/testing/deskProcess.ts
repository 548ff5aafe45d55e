/** Runs `desk` as its users do: in a process of its own, on a data folder of its own. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { programFile } from '../../../infra/paths/programFiles.ts';

const entry = programFile('desk');

export interface DeskResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output's lines as JSON. */
  json<T>(): T[];
}

/** Starting is most of what a short command does: what was compiled once is kept. */
const compileCache = join(tmpdir(), `breakwater-compile-cache-${process.getuid?.() ?? 0}`);

function start(args: readonly string[], launcher: readonly string[] = []): ChildProcessWithoutNullStreams {
  const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
  const [program = '', ...rest] = [...launcher, process.execPath, entry, ...args];
  const child = spawn(program, rest, { stdio: 'pipe', env });
  child.stdin.on('error', () => undefined);
  return child;
}

/** Runs a command to its end, with its input closed. */
export async function runToEnd(...args: readonly string[]): Promise<DeskResult> {
  const child = start(args);
  child.stdin.end();
  return collect(child);
}

/** The same as the system's user without rights, who can write in the folder of temporary files alone. */
export async function runAsNobody(temporary: string, ...args: readonly string[]): Promise<DeskResult> {
  const nobody = 65_534;
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawn(process.execPath, [entry, ...args], { stdio: 'pipe', uid: nobody, gid: nobody, env });
  child.stdin.end();
  return collect(child);
}

async function collect(child: ChildProcessWithoutNullStreams): Promise<DeskResult> {
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr, json: () => jsonLines(stdout) };
}

export function jsonLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** A running `desk run`: signals in, answers out. */
export class RunningDesk {
  readonly pid: number;
  /** Resolves with exit code or signal. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** The same, also while something of it is unread, or a process that it started goes on. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly answers: Record<string, unknown>[] = [];
  stderr = '';
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting = new Set<() => void>();

  /** Starts it through another program that becomes it, such as `prlimit`. */
  static through(launcher: readonly string[], ...args: readonly string[]): RunningDesk {
    return new RunningDesk(...args, { launcher });
  }

  constructor(...args: readonly (string | { readonly launcher: readonly string[] })[]) {
    const launcher = args.flatMap((arg) => (typeof arg === 'string' ? [] : arg.launcher));
    this.child = start(['run', ...args.filter((arg) => typeof arg === 'string')], launcher);
    this.pid = this.child.pid ?? 0;
    onTestFinished(() => void this.child.kill('SIGKILL'));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.answers.push(JSON.parse(line) as Record<string, unknown>);
      for (const look of this.waiting) look();
    });
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        resolve({ code, signal });
        for (const look of this.waiting) look();
      });
    });
  }

  /** Resolves once that many lines are there; rejects when the process ends before. */
  async answered(count: number): Promise<readonly Record<string, unknown>[]> {
    while (this.answers.length < count) {
      const change = new Promise<void>((resolve) => {
        const look = (): void => {
          this.waiting.delete(look);
          resolve();
        };
        this.waiting.add(look);
      });
      await change;
      if (this.child.exitCode !== null && this.answers.length < count) {
        throw new Error(`ended after ${this.answers.length} lines: ${this.stderr}`);
      }
    }
    return this.answers.slice(0, count);
  }

  write(text: string | Uint8Array): void {
    this.child.stdin.write(text);
  }

  send(...signals: readonly object[]): void {
    this.write(signals.map((signal) => `${JSON.stringify(signal)}\n`).join(''));
  }

  endInput(): void {
    this.child.stdin.end();
  }

  /** Leaves what it writes in the pipe. */
  pauseReading(): void {
    this.child.stdout.pause();
  }

  /** Closes its standard output at this end. */
  stopReading(): void {
    this.child.stdout.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

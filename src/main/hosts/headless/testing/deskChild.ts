/** Runs `desk` as its users do, in a process of its own, for tests and for the benchmark. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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

export interface DeskEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running `desk run`: signals in, lines out. */
export abstract class DeskChild {
  readonly pid: number;
  /** Resolves with exit code or signal. */
  readonly ended: Promise<DeskEnd>;
  /** The same, also while something of it is unread, or a process that it started goes on. */
  readonly exited: Promise<DeskEnd>;
  stderr = '';
  private readonly child: ChildProcessWithoutNullStreams;

  /** `launcher` is another program that becomes it, such as `prlimit`. */
  constructor(args: readonly string[], launcher: readonly string[] = []) {
    this.child = start(['run', ...args], launcher);
    this.pid = this.child.pid ?? 0;
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.heard(JSON.parse(line) as Record<string, unknown>);
    });
    this.exited = this.atEvent('exit');
    this.ended = this.atEvent('close');
  }

  get hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
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

  /** Takes a line of standard output. */
  protected abstract heard(line: Record<string, unknown>): void;

  private atEvent(event: 'exit' | 'close'): Promise<DeskEnd> {
    return new Promise((resolve) => {
      this.child.once(event, (code: number | null, signal: NodeJS.Signals | null) =>
        resolve({ code, signal }),
      );
    });
  }
}

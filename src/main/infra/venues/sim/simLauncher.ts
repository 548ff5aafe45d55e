// Starts the venue's process under plain Node. In Electron the application forks the built file instead; the
// arguments and the ready message are the same.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { SimAddress } from './simConnection.ts';
import { socketPathBytesMax } from './simArguments.ts';

export interface SimLaunchOptions {
  /** The file of the venue's record; made when it is missing, gone on with when it exists. */
  readonly record: string;
  /** Further arguments of the process, such as `['--mode', 'held']`. */
  readonly args?: readonly string[];
  /** Unix domain socket to listen on; one in a new private folder without it. */
  readonly socket?: string;
  /** Program to start instead of this folder's `process.ts`. */
  readonly entry?: string;
  /** How long it may take until it is ready, in milliseconds. */
  readonly readyMsMax?: number;
}

export interface LaunchedSim {
  readonly address: SimAddress;
  readonly pid: number;
  /** Resolves when the process has ended, with its exit code or the signal that killed it. */
  readonly exited: Promise<number | string>;
  /** Asks it to stop, and resolves when it has ended. */
  stop(): Promise<void>;
  /** Kills it without warning, and resolves when it has ended. */
  kill(): Promise<void>;
}

/** What a venue process says when it listens, or when it can't. */
export const simStartMessage = z.union([
  z.object({ type: z.literal('ready'), pid: z.int(), socket: z.string() }),
  z.object({ type: z.literal('ready'), pid: z.int(), host: z.string(), port: z.int() }),
  z.object({ type: z.literal('failed'), code: z.string(), message: z.string() }),
]);

const readyMsMaxDefault = 20_000;

/** Starts a venue process; resolves when it listens, or with the reason why it does not. It ends with this process. */
export async function launchSim(options: SimLaunchOptions): Promise<Result<LaunchedSim, Fault>> {
  const entry = options.entry ?? fileURLToPath(new URL('./process.ts', import.meta.url));
  const listen = listenArguments(options.socket);
  const child = spawn(
    process.execPath,
    [
      entry,
      '--record',
      options.record,
      ...listen.args,
      '--parent-pid',
      String(process.pid),
      ...(options.args ?? []),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  }).finally(listen.cleanUp);
  const started = await startMessage(child, exited, options.readyMsMax ?? readyMsMaxDefault);
  if (!started.ok) {
    child.kill('SIGKILL');
    return started;
  }
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await exited;
  };
  return ok({
    address: started.value.address,
    pid: started.value.pid,
    exited,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  });
}

/** A socket in a folder that only this user may enter; a loopback port where paths are too long or do not exist. */
function listenArguments(socket: string | undefined): { args: string[]; cleanUp: () => void } {
  const nothing = () => undefined;
  if (socket !== undefined) return { args: ['--socket', socket], cleanUp: nothing };
  if (process.platform === 'win32') return { args: ['--port', '0'], cleanUp: nothing };
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-sim-'));
  const path = join(folder, 'venue.sock');
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  if (Buffer.byteLength(path) > socketPathBytesMax) return { args: ['--port', '0'], cleanUp };
  return { args: ['--socket', path], cleanUp };
}

function startMessage(
  child: ChildProcess,
  exited: Promise<number | string>,
  readyMsMax: number,
): Promise<Result<{ address: SimAddress; pid: number }, Fault>> {
  return new Promise((resolve) => {
    const fail = (code: string, message: string) => resolve(err({ code, message }));
    const timer = setTimeout(
      () => fail('sim_start_timeout', `not ready within ${readyMsMax} ms`),
      readyMsMax,
    );
    void exited.then((how) => fail('sim_exited', `the venue's process ended before it was ready: ${how}`));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = simStartMessage.safeParse(jsonOf(line)).data;
      if (message === undefined) return;
      clearTimeout(timer);
      if (message.type === 'failed') return fail(message.code, message.message);
      const { pid, ...rest } = message;
      const address = 'socket' in rest ? { socket: rest.socket } : { host: rest.host, port: rest.port };
      resolve(ok({ address, pid }));
    });
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Starts the venue's process under plain Node. In Electron the application starts the built file as a utility process
 * instead. The arguments and the ready message are the same.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { programFile } from '../../../paths/programFiles.ts';
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import type { SimAddress } from './simConnection.ts';
import { ownSocketPath } from '../../../paths/privateSocketPath.ts';

export interface SimLaunchOptions {
  /** The file of the venue's record. It is made when it is missing, and continued when it exists. */
  readonly record: string;
  /** Further arguments of the process, such as `['--mode', 'held']`. */
  readonly args?: readonly string[];
  /** Unix domain socket to listen on; by default the one that belongs to the record. */
  readonly socket?: string;
  /** `port` is a free port of the loopback interface instead of a socket. */
  readonly listen?: 'socket' | 'port';
  /** Program to start instead of the simulated venue's. */
  readonly entry?: string;
  /** How many milliseconds the process may take until it is ready. */
  readonly readyMsMax?: number;
}

export interface LaunchedSim {
  readonly address: SimAddress;
  readonly pid: number;
  /** The last reason that the process gave why it can't go on; undefined while it can. */
  failure(): string | undefined;
  /** Resolves when the process has ended, with its exit code or the signal that killed it. */
  readonly exited: Promise<number | string>;
  /** Asks the process to stop, and resolves when it has ended. */
  stop(): Promise<void>;
}

/** What a venue process tells its parent: that it listens, or why it can't. */
export const simStartMessage = z.union([
  z.object({ type: z.literal('ready'), pid: z.int(), socket: z.string() }),
  z.object({ type: z.literal('ready'), pid: z.int(), host: z.string(), port: z.int(), token: z.string() }),
  z.object({ type: z.literal('failed'), code: z.string(), message: z.string() }),
]);

const readyMsMaxDefault = 20_000;

/** Starts a venue process that ends with this process. Resolves when it listens, or with the reason why it does not. */
export async function launchSim(options: SimLaunchOptions): Promise<Result<LaunchedSim, Fault>> {
  const entry = options.entry ?? programFile('simVenue');
  const link = ['--parent-pid', String(process.pid)];
  const args = ['--record', options.record, ...listenArguments(options), ...link, ...(options.args ?? [])];
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const started = await startMessage(child, exited, options.readyMsMax ?? readyMsMaxDefault);
  if (!started.ok) {
    child.kill('SIGKILL');
    return started;
  }
  return ok({
    address: started.value.address,
    pid: started.value.pid,
    failure: started.value.failure,
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  });
}

/**
 * Where a venue with this record listens: in a private folder, or, where no such folder can be had, on a port with a
 * token.
 */
export function listenArguments({ record, socket, listen }: SimLaunchOptions): string[] {
  const path = listen === 'port' ? undefined : (socket ?? ownSocketPath('sim', record));
  return path === undefined ? ['--port', '0'] : ['--socket', path];
}

export function addressOf(ready: Extract<z.infer<typeof simStartMessage>, { type: 'ready' }>): SimAddress {
  if ('socket' in ready) return { socket: ready.socket };
  const { host, port, token } = ready;
  return { host, port, token };
}

type StartedSim = Pick<LaunchedSim, 'address' | 'pid' | 'failure'>;

function startMessage(
  child: ChildProcess,
  exited: Promise<number | string>,
  readyMsMax: number,
): Promise<Result<StartedSim, Fault>> {
  let failure: string | undefined;
  return new Promise((resolve) => {
    const settle = (result: Result<StartedSim, Fault>) => {
      clearTimeout(timer);
      resolve(result);
    };
    const fail = (code: string, message: string) => settle(err({ code, message }));
    const timer = setTimeout(
      () => fail('sim_start_timeout', `not ready within ${readyMsMax} ms`),
      readyMsMax,
    );
    void exited.then((how) => fail('sim_exited', `the venue's process ended before it was ready: ${how}`));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = simStartMessage.safeParse(jsonOf(line)).data;
      if (message === undefined) return;
      if (message.type === 'failed') {
        failure = message.message;
        return fail(message.code, message.message);
      }
      settle(ok({ address: addressOf(message), pid: message.pid, failure: () => failure }));
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

/**
 * Finds the desk on which an operator's command acts: the engine that runs on the data folder, else one that this
 * process opens.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../../../../shared/contract/api.ts';
import { callDeadlineMs } from '../../../../shared/contract/connection.ts';
import type { FaultView, Reply } from '../../../../shared/contract/faults.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { connectControl } from '../../control/controlClient.ts';
import type { ExitCode } from '../terminal/exitCode.ts';
import { configurationOf, openDesk } from './openDesk.ts';
import { ownFolder, tellFault, type Call } from './call.ts';
import { identify } from './identify.ts';

interface ReachedDesk {
  readonly api: Api;
  /** Stops an engine that was opened for the command. An engine that was running goes on. */
  close(): Promise<void>;
}

/** Milliseconds to wait for an engine that is just starting or ending: it holds the folder and does not listen. */
const reachMsMax = 15_000;
const retryMs = 200;
const answerMsMin = 2_000;
const storeName = 'events.db';

/** Faults: `store_missing`, those of the control channel and of opening an engine. */
async function reachDesk(call: Call, answerMs: number): Promise<Result<ReachedDesk, Fault>> {
  const { io, host, json } = call;
  const folder = ownFolder(call);
  if (!existsSync(join(folder, storeName))) return err(noDesk(folder));
  const open = async (): Promise<Result<ReachedDesk, Fault>> => {
    // The configuration is read only here: a mistake in the file must not keep a command from a running engine.
    const read = await configurationOf(call.config, folder);
    const opened = await openDesk({ folder, host, market: 'held', json, ...read });
    if (!opened.ok) return opened;
    io.note(`desk: no engine runs on ${folder}; this command runs one until it is done`);
    const { calls, close } = opened.value;
    return ok({ api: calls(), close: () => close(`${host} is done`) });
  };
  return onRunningOrElse(folder, (desk) => Promise.resolve(ok(desk)), open, answerMs);
}

/**
 * Works with the engine that runs on the folder. Where none runs, `otherwise` works, and takes the folder's lock
 * itself.
 */
export async function onRunningOrElse<T, F extends FaultView>(
  folder: string,
  onRunningDesk: (desk: ReachedDesk) => Promise<Result<T, F>>,
  otherwise: () => Promise<Result<T, F>>,
  answerMs?: number,
): Promise<Result<T, F>> {
  const giveUpMs = performance.now() + reachMsMax;
  for (;;) {
    const running = await reachRunning(folder, answerMs);
    if (running.ok) return onRunningDesk(running.value);
    const done = await otherwise();
    if (done.ok || done.error.code !== 'data_folder_in_use' || performance.now() > giveUpMs) return done;
    await delay(retryMs);
  }
}

/** Gives the command's exit code, or the fault to show. */
type DeskWork = (api: Api) => Promise<ExitCode | Extract<Reply<unknown>, { readonly ok: false }>>;

/**
 * Does the work of a command on the desk. A fault is shown, and the exit code is then `no`. `waitMs` bounds each answer
 * of a running engine: it is the time that somebody has given the whole command.
 */
export async function onDesk(call: Call, work: DeskWork, waitMs: number = callDeadlineMs): Promise<ExitCode> {
  return workOn(call, await reachDesk(call, answerMsOf(waitMs)), work);
}

/** As onDesk, but only with an engine that runs already. */
export async function onRunning(
  call: Call,
  work: DeskWork,
  waitMs: number = callDeadlineMs,
): Promise<ExitCode> {
  return workOn(call, await reachRunning(ownFolder(call), answerMsOf(waitMs)), work);
}

/** Milliseconds for one answer. An answer takes a commit, even when `waitMs` is short. */
function answerMsOf(waitMs: number): number {
  return Math.min(callDeadlineMs, Math.max(answerMsMin, waitMs));
}

async function workOn(call: Call, desk: Result<ReachedDesk, Fault>, work: DeskWork): Promise<ExitCode> {
  if (!desk.ok) return tellFault(call, desk.error);
  try {
    const refused = await identify(call, desk.value.api);
    if (refused !== undefined) return tellFault(call, refused);
    const done = await work(desk.value.api);
    return typeof done === 'number' ? done : tellFault(call, done.fault);
  } finally {
    await desk.value.close();
  }
}

async function reachRunning(folder: string, answerMs?: number): Promise<Result<ReachedDesk, Fault>> {
  const client = await connectControl(folder, answerMs);
  if (client === undefined) {
    return err({ code: 'engine_not_running', message: `no engine runs on ${folder}`, details: { folder } });
  }
  return ok({
    api: client.api,
    close: () => {
      client.close();
      return Promise.resolve();
    },
  });
}

function noDesk(folder: string): Fault {
  return { code: 'store_missing', message: `there is no desk in ${folder} yet`, details: { folder } };
}

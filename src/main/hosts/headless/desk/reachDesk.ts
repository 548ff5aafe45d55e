/** The desk that an operator's command acts on: the engine that runs on the data folder, else one opened for it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../../../../shared/contract/api.ts';
import { callDeadlineMs } from '../../../../shared/contract/connection.ts';
import type { FaultView, Reply } from '../../../../shared/contract/faults.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { connectControl } from '../../control/controlClient.ts';
import { operatorActor } from '../../operatorActor.ts';
import type { ExitCode } from '../terminal/exitCode.ts';
import { configurationOf, openDesk } from './openDesk.ts';
import { ownFolder, tellFault, type Call } from './call.ts';

interface ReachedDesk {
  readonly api: Api;
  /** Ends an engine that was opened for the command; leaves one that was running alone. */
  close(): Promise<void>;
}

/** An engine that is just starting or ending holds the folder and does not listen: it gets this long. */
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
    // Only here: a mistake in the file keeps no command from an engine that runs.
    const read = await configurationOf(call.config, folder);
    const opened = await openDesk({ folder, host, market: 'held', json, ...read });
    if (!opened.ok) return opened;
    io.note(`desk: no engine runs on ${folder}; this command runs one until it is done`);
    const { callsOf, close } = opened.value;
    return ok({ api: callsOf(operatorActor()), close: () => close(`${host} is done`) });
  };
  return onRunningOrElse(folder, (desk) => Promise.resolve(ok(desk)), open, answerMs);
}

/** Works with the engine that runs on the folder; where none does, `otherwise`, which takes the folder for itself. */
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

/** Gives how the command ends, or the fault that is to be told. */
type DeskWork = (api: Api) => Promise<ExitCode | Extract<Reply<unknown>, { readonly ok: false }>>;

/**
 * Does the work of a command on the desk; a fault is told, and is the answer no. An engine that runs has `waitMs` for
 * each answer: what somebody has given the whole command.
 */
export async function onDesk(call: Call, work: DeskWork, waitMs: number = callDeadlineMs): Promise<ExitCode> {
  return workOn(call, await reachDesk(call, answerMsOf(waitMs)), work);
}

/** The same where only an engine that runs already will do. */
export async function onRunning(
  call: Call,
  work: DeskWork,
  waitMs: number = callDeadlineMs,
): Promise<ExitCode> {
  return workOn(call, await reachRunning(ownFolder(call), answerMsOf(waitMs)), work);
}

/** One answer takes a commit, however short the time for what it is about. */
function answerMsOf(waitMs: number): number {
  return Math.min(callDeadlineMs, Math.max(answerMsMin, waitMs));
}

async function workOn(call: Call, desk: Result<ReachedDesk, Fault>, work: DeskWork): Promise<ExitCode> {
  if (!desk.ok) return tellFault(call, desk.error);
  try {
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

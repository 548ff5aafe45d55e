/** The operator's actions, with the engine's answer in words. Each action resolves with a sentence when it failed. */
import type { AlertId, OrderId, ProposalId, StrategyId, VenueId } from '../../shared/kernel/ids.ts';
import type { EventRange } from '../../shared/contract/events.ts';
import type { Amendment, ApiInput, ApiMethod, ApiOutput } from '../../shared/contract/api.ts';
import type { Reply } from '../../shared/contract/faults.ts';
import { fixSessionOwner } from '../../shared/contract/words/fixSessionWords.ts';
import { limitWords } from '../../main/domain/risk/limitWords.ts';
import { offRecordWords } from '../../shared/contract/words/offRecordWords.ts';
import { call } from './link/engineLink.ts';
import { counted, groupInteger } from '../format/decimals.ts';
import { shortId } from '../format/ids.ts';
import { differencesWords } from '../model/desk/reconciliationLook.ts';
import { spoken } from '../format/sentence.ts';
import { scopeShort, scopeWords, stateLooks } from '../model/desk/tradingScope.ts';
import { tellStarted } from './notices/jobsStore.ts';
import { notify } from './notices/noticesStore.ts';
import { isStoreEnded, useStatus } from './desk/statusStore.ts';

export type Failure = string | undefined;

export async function command<M extends ApiMethod>(
  method: M,
  input: ApiInput<M>,
  done: string,
): Promise<Failure> {
  const reply: Reply<ApiOutput<M>> = await call(method, input);
  if (!reply.ok) return reply.fault.message;
  notify('ok', done);
  return undefined;
}

/** For buttons without a dialog: a failure is shown as a notice, not returned. */
export function announced(work: Promise<Failure>): void {
  void work.then((failure) => {
    if (failure !== undefined) notify('bad', failure);
  });
}

const requestBatchMax = 1000;

type RequestResults = ApiOutput<'cancelOrders'>['results'];

interface RequestWords {
  /** The start of a sentence, such as `Cancel requested for`. */
  readonly requested: string;
  /** The start of a sentence, such as `Not canceled`. */
  readonly refused: string;
}

/** Called with the progress of a request for many orders. `stop` leaves out the orders that were not asked for yet. */
export type OnProgress = (asked: number, all: number) => 'go on' | 'stop';

/** Identifies the present login. */
function whoIsHere(): string {
  const session = useStatus.getState().status?.session;
  return session === undefined ? '' : `${session.login} ${session.operator}`;
}

/** Sends the same request for many orders. Reports how many requests were taken, and why others were not. */
async function requestForAll<T>(
  items: readonly T[],
  ask: (batch: T[]) => Promise<Reply<{ results: RequestResults }>>,
  words: RequestWords,
  onProgress: OnProgress = () => 'go on',
): Promise<Failure> {
  const refused: string[] = [];
  let requested = 0;
  const person = whoIsHere();
  for (let from = 0; from < items.length; from += requestBatchMax) {
    if (items.length > requestBatchMax && onProgress(from, items.length) === 'stop') {
      return `${words.requested} ${groupInteger(requested)} of ${counted(items.length, 'order')}, then stopped as you asked: the others are left alone.`;
    }
    // A request that one person has begun never goes on in the name of another.
    if (whoIsHere() !== person) {
      return `${words.requested} ${groupInteger(requested)} of ${counted(items.length, 'order')}, then stopped: whoever began it is no longer logged in. The others are left alone.`;
    }
    const reply = await ask(items.slice(from, from + requestBatchMax));
    if (!reply.ok) {
      return requested === 0
        ? reply.fault.message
        : `${words.requested} ${groupInteger(requested)} of ${counted(items.length, 'order')}, then: ${reply.fault.message}`;
    }
    for (const result of reply.value.results) {
      if (result.requested) requested += 1;
      else {
        const why = spoken(result.refusal?.message ?? 'it was refused');
        refused.push(items.length === 1 ? why : `${shortId(result.orderId)}: ${why}`);
      }
    }
  }
  const why =
    refused.length < 2
      ? `${words.refused}: ${refused[0] ?? ''}`
      : `${words.refused}: ${groupInteger(refused.length)} of ${counted(items.length, 'order')}, the first because ${refused[0] ?? ''}`;
  if (requested === 0) return why;
  notify('ok', `${words.requested} ${counted(requested, 'order')}`);
  if (refused.length > 0) notify('warn', why);
  return undefined;
}

export const cancelOrders = (
  orderIds: readonly OrderId[],
  reason: string,
  onProgress?: OnProgress,
): Promise<Failure> =>
  requestForAll(
    orderIds,
    (batch) => call('cancelOrders', { orderIds: batch, reason }),
    { requested: 'Cancel requested for', refused: 'Not canceled' },
    onProgress,
  );

export const amendOrders = (
  amendments: readonly Amendment[],
  reason: string,
  onProgress?: OnProgress,
): Promise<Failure> =>
  requestForAll(
    amendments,
    (batch) => call('amendOrders', { amendments: batch, reason }),
    { requested: 'Amendment requested for', refused: 'Not amended' },
    onProgress,
  );

/** Tells that the change is in force, and whether it is on record too. */
function notifyHeld(done: string, offRecord: string | undefined): void {
  if (offRecord === undefined) notify('ok', done);
  else notify('warn', `${done}; ${offRecordWords(offRecord, isStoreEnded())}`);
}

export const engageKillSwitch = async (input: ApiInput<'engageKillSwitch'>): Promise<Failure> => {
  const reply = await call('engageKillSwitch', input);
  if (!reply.ok) return reply.fault.message;
  const { orders, offRecord } = reply.value;
  const done = `Kill switch: ${scopeWords(input.scope)} is halted, ${groupInteger(orders)} ${orders === 1 ? 'order is' : 'orders are'} being canceled`;
  notifyHeld(done, offRecord);
  return undefined;
};
/** The operator closes the console, and wants no order to stay at a venue. */
export const cancelAllAtExit = (): Promise<Failure> =>
  engageKillSwitch({
    scope: 'desk',
    flatten: false,
    leaveExternal: false,
    reason: 'Cancel all before the console closes',
  });
export const setTradingState = async (input: ApiInput<'setTradingState'>): Promise<Failure> => {
  const reply = await call('setTradingState', input);
  if (!reply.ok) return reply.fault.message;
  const { word } = stateLooks[input.state];
  notifyHeld(`Trading state: ${scopeShort(input.scope)} is ${word.toLowerCase()}`, reply.value.offRecord);
  return undefined;
};
export const enableTrading = (input: ApiInput<'enableTrading'>): Promise<Failure> =>
  command('enableTrading', input, `Trading state: ${scopeShort(input.scope)} is enabled`);
export const setLimit = async (input: ApiInput<'setLimit'>): Promise<Failure> =>
  limitChanged(await call('setLimit', input));
export const clearLimit = async (input: ApiInput<'clearLimit'>): Promise<Failure> =>
  limitChanged(await call('clearLimit', input));
function limitChanged(reply: Reply<ApiOutput<'setLimit'>>): Failure {
  if (!reply.ok) return reply.fault.message;
  const { limit, scope, from, to } = reply.value;
  notify('ok', `${limit} of ${scopeWords(scope)}: ${limitWords(from)} is now ${limitWords(to)}`);
  return undefined;
}
/** How long a proposal waits for another person. */
const proposalMinutes = 24 * 60;
export const proposeLimit = (input: Omit<ApiInput<'proposeLimit'>, 'minutes'>): Promise<Failure> =>
  command(
    'proposeLimit',
    { ...input, minutes: proposalMinutes },
    'Proposed: another person must approve it within a day',
  );
export const approveProposal = (proposalId: ProposalId, reason: string): Promise<Failure> =>
  command('approveProposal', { proposalId, reason }, 'Proposal approved, and in force');
export const refuseProposal = (proposalId: ProposalId, reason: string): Promise<Failure> =>
  command('refuseProposal', { proposalId, reason }, 'Proposal refused');
export const withdrawProposal = (proposalId: ProposalId, reason: string): Promise<Failure> =>
  command('withdrawProposal', { proposalId, reason }, 'Proposal withdrawn');
export const runReconciliation = async (input: ApiInput<'runReconciliation'>): Promise<Failure> => {
  const reply = await call('runReconciliation', input);
  if (!reply.ok) return reply.fault.message;
  const report = reply.value;
  notify(report.clean ? 'ok' : 'warn', `Compared with ${input.venue}: ${differencesWords(report)}`);
  return undefined;
};
export const acceptReconciliation = (input: ApiInput<'acceptReconciliation'>): Promise<Failure> =>
  command('acceptReconciliation', input, `Differences with ${input.venue} accepted`);
export const cancelStray = (input: ApiInput<'cancelStray'>): Promise<Failure> =>
  command('cancelStray', input, `Cancel sent to ${input.venue} for ${shortId(input.clientOrderId)}`);
export const reloadConfiguration = async (reason: string): Promise<Failure> => {
  const reply = await call('reloadConfiguration', { reason });
  if (!reply.ok) return reply.fault.message;
  // A change of the configuration is announced to every window anyway.
  if (reply.value.changes.length === 0) notify('ok', 'Configuration read again: nothing has changed');
  return undefined;
};
export const putConfiguration = async (input: ApiInput<'putConfiguration'>): Promise<Failure> => {
  const reply = await call('putConfiguration', input);
  if (!reply.ok) return reply.fault.message;
  const { kept } = reply.value;
  notify('ok', `The configuration is in force${kept === undefined ? '' : `; the text before is in ${kept}`}`);
  return undefined;
};
export const settleOrder = (input: ApiInput<'settleOrder'>): Promise<Failure> =>
  command('settleOrder', input, `Order ${shortId(input.orderId)} settled`);
export const muteAlerts = (input: ApiInput<'muteAlerts'>): Promise<Failure> =>
  command('muteAlerts', input, 'Alerts muted');
export const unmuteAlerts = (input: ApiInput<'unmuteAlerts'>): Promise<Failure> =>
  command('unmuteAlerts', input, 'Alerts call again');
/** The risk rules have a breaker of their own, under a name that no venue has. */
const breakerWords = (name: string): string => (name === 'risk' ? 'the risk rules' : name);
export const tripBreaker = (venue: VenueId, reason: string): Promise<Failure> =>
  command('tripBreaker', { venue, reason }, `Breaker of ${breakerWords(venue)} tripped`);
export const isolateBreaker = (venue: VenueId, reason: string): Promise<Failure> =>
  command('isolateBreaker', { venue, reason }, `Breaker of ${breakerWords(venue)} isolated`);
export const probeBreaker = (venue: VenueId, reason: string): Promise<Failure> =>
  command('probeBreaker', { venue, reason }, `Breaker of ${breakerWords(venue)} is probing`);
export const resetBreaker = (venue: VenueId, reason: string): Promise<Failure> =>
  command('resetBreaker', { venue, reason }, `Breaker of ${breakerWords(venue)} reset`);
export const acknowledgeAlerts = (alertIds: readonly AlertId[], reason: string): Promise<Failure> =>
  command(
    'acknowledgeAlerts',
    { alertIds: [...alertIds], reason },
    alertIds.length === 1 ? 'Alert acknowledged' : `${alertIds.length} alerts acknowledged`,
  );
export const resumeSubscriber = (subscriber: string, reason: string): Promise<Failure> =>
  command('resumeSubscriber', { subscriber, reason }, `${subscriber} resumed`);
export const configureSim = (input: ApiInput<'configureSim'>): Promise<Failure> =>
  command('configureSim', input, `Simulated venue ${input.venue} configured`);
export const releaseFixSession = (input: ApiInput<'releaseFixSession'>): Promise<Failure> =>
  command('releaseFixSession', input, `FIX session of ${fixSessionOwner(input)} released`);
export const keepFixPassword = (input: ApiInput<'keepFixPassword'>): Promise<Failure> =>
  command('keepFixPassword', input, `Password of ${input.venue} kept`);
export const startStrategy = (strategy: StrategyId): Promise<Failure> =>
  command('startStrategy', { strategy }, `Strategy ${strategy} started`);
export const stopStrategy = (strategy: StrategyId, reason: string): Promise<Failure> =>
  command('stopStrategy', { strategy, reason }, `Strategy ${strategy} stopped`);
/** Starts work of the engine. The engine reports the end by itself. */
async function start<
  M extends
    | 'startReplay'
    | 'startVerify'
    | 'startRebuild'
    | 'startBackup'
    | 'startExport'
    | 'startOrderExport',
>(method: M, input: ApiInput<M>, started: string): Promise<Failure> {
  const reply: Reply<{ readonly jobId: string } | { readonly canceled: true }> = await call(method, input);
  if (!reply.ok) return reply.fault.message;
  if ('jobId' in reply.value) tellStarted(reply.value.jobId, started);
  return undefined;
}
/** The window names no path: a person chooses the file in a native dialog, and may cancel it. */
const fileOfDialog = { source: 'dialog' } as const;
export const replaySample = (): Promise<Failure> =>
  start('startReplay', { source: 'sample' }, 'Replay started');
export const replayChosenFile = (): Promise<Failure> => start('startReplay', fileOfDialog, 'Replay started');
export const startVerify = (): Promise<Failure> =>
  start('startVerify', {}, 'Verification of the chain started');
export const startRebuild = (): Promise<Failure> =>
  start('startRebuild', {}, 'Rebuild of the read models started');
export const startBackup = (): Promise<Failure> =>
  start('startBackup', fileOfDialog, 'Backup of the event store started');
export const startExport = (range: EventRange): Promise<Failure> =>
  start('startExport', { ...fileOfDialog, range }, 'Export of events started');
export const exportOrders = (list: Pick<ApiInput<'startOrderExport'>, 'filter' | 'sort'>): Promise<Failure> =>
  start('startOrderExport', { ...fileOfDialog, ...list }, 'Export of the orders started');
export const cancelJob = (jobId: string): Promise<Failure> =>
  command('cancelJob', { jobId }, 'Cancel of the job requested');

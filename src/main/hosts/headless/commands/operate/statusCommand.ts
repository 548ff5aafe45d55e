/** `desk status`: shows the state of the engine that runs on the data folder. */
import { tell, tellFault, type Call } from '../../desk/call.ts';
import { onEvents } from '../../desk/readDesk.ts';
import { deskAt } from '../../../../engine/past/deskFold.ts';
import { positionFault } from '../../../../engine/past/positionFault.ts';
import { deskAtLines } from './deskAtLines.ts';
import { deskCommand, position, seconds } from '../commandLine.ts';
import { personWords } from '../../../../../shared/contract/words/consoleWords.ts';
import { offRecordWords } from '../../../../../shared/contract/words/offRecordWords.ts';
import { disconnectWords } from '../../../../../shared/contract/words/disconnectWords.ts';
import { dropCopyWords } from '../../../../../shared/contract/words/dropCopyWords.ts';
import { deskClosedBy, gateWords, venueDoors } from '../../../../../shared/contract/words/ordersLeave.ts';
import { standbyWords } from '../../../../../shared/contract/words/standbyWords.ts';
import { fixNumberLines, fixSessionLines } from '../../../../../shared/contract/words/fixSessionWords.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';
import type { VenueView } from '../../../../../shared/contract/resilience.ts';
import { doorSentences } from '../../../../../shared/contract/signalDoors.ts';
import { leaseTakenWords } from '../../../../domain/lease/leaseTaken.ts';
import { originWords } from '../../../../domain/instrument/referencePrice.ts';
import {
  storeDoubt,
  type HealthView,
  type MarketView,
  type Status,
} from '../../../../../shared/contract/status.ts';
import { sqliteSentence } from '../../../../../shared/contract/sqliteVersion.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { onRunning } from '../../desk/reachDesk.ts';
import { alertSentence } from './alertCommands.ts';
import { subscriberSentence } from './subscriberCommands.ts';

/**
 * Exit code 1 also when the engine runs but no new order can leave, because of the desk or at every venue, and when it is
 * a standby.
 */
export const statusCommand = deskCommand({
  name: 'status',
  about: 'how the running engine is; exit code 1 when it takes no orders',
  declare: (command) =>
    command
      .option('--timeout <seconds>', 'how long to wait for the answer of the engine', seconds, 5)
      .option(
        '--at <position>',
        'the whole desk as it stood once the event of that position was in, with or without an engine',
        position,
      ),
  work: (call: Call, { timeout, at }: { readonly timeout: number; readonly at?: number }) =>
    at === undefined ? statusNow(call, timeout) : statusAt(call, at),
});

function statusNow(call: Call, timeout: number): Promise<ExitCode> {
  return onRunning(
    call,
    async (api) => {
      const status = await api.getStatus({});
      if (!status.ok && status.fault.code === 'standby') {
        const { details, message } = status.fault;
        await tell(call, { type: 'standby', ...details }, message);
        return exitCode.no;
      }
      if (!status.ok) return status;
      await tell(call, status.value, ...statusLines(status.value));
      return canLeave(status.value) ? exitCode.done : exitCode.no;
    },
    timeout * 1_000,
  );
}

function statusAt(call: Call, at: number): Promise<ExitCode> {
  return onEvents(call, async (events) => {
    const unknown = positionFault(at, events.head().position);
    if (unknown !== undefined) return tellFault(call, unknown);
    const desk = await deskAt(events, at);
    await tell(call, desk, ...deskAtLines(desk));
    return exitCode.done;
  });
}

function canLeave(status: Status): boolean {
  return (
    deskClosedBy(status).length === 0 && venueDoors(status).some(({ closedBy }) => closedBy.length === 0)
  );
}

/** `taken`, or the reason that keeps new orders back. One venue of several is named. */
function ordersWord(status: Status): string {
  const desk = deskClosedBy(status);
  const doors = venueDoors(status);
  const closed = doors.filter(({ closedBy }) => closedBy.length > 0);
  const named = closed.map(({ venue, closedBy }) => `${venue}: ${closedBy.join(', ')}`).join('; ');
  if (desk.length > 0) return `${status.accepting ? 'none leaves' : 'not taken'}: ${desk.join('; ')}`;
  if (closed.length === 0) return 'taken';
  return closed.length === doors.length ? `none leaves: ${named}` : `taken, but none leaves for ${named}`;
}

function statusLines(status: Status): string[] {
  const { store, intake, ordersWorking, ordersInDoubt, unprotected } = status;
  return [
    `orders      ${ordersWord(status)}`,
    `health      ${healthSentence(status.health)}`,
    ...status.alerts.map((one) => `alert       ${alertSentence(one)}`),
    `trading     ${status.tradingState}`,
    ...status.trading.states.flatMap((one) => scopeLines(one, store.ended)),
    ...proposalLines(status.proposals),
    ...status.venues.flatMap(venueLines),
    ...status.reconciliations.map((one) => `record      ${recordSentence(one, status)}`),
    ...status.markets.map((one) => `price       ${priceSentence(one)}`),
    `working     ${ordersWorking}, in doubt ${ordersInDoubt}, without protection ${unprotected.length}`,
    `intake      ${intake.queued} queued, ${intake.inFlight} of ${intake.capacity} in flight`,
    ...doorSentences(intake.doors).map(({ name, detail }) => `            ${name}: ${detail}`),
    `store       ${store.writable ? 'writable' : 'not writable'}, position ${store.headPosition}, ${megabytes(store.sizeBytes)} MB, of it ${megabytes(store.walBytes)} write-ahead log`,
    ...(store.record === undefined
      ? []
      : [`            a copy of the record in PostgreSQL: ${store.record}`]),
    ...(store.lease === undefined ? [] : [`            ${leaseSentence(store.lease)}`]),
    ...standbyLines(store),
    ...(store.reports === undefined
      ? []
      : [`            reporting tables: ${reportsSentence(store.reports)}`]),
    ...(store.sqliteVersion === undefined ? [] : [`            ${sqliteSentence(store.sqliteVersion)}`]),
    ...status.consoles.map((one) => `console     ${personWords(one)}, since ${one.since}`),
    ...status.subscribers.map((one) => `subscriber  ${subscriberSentence(one)}`),
  ];
}

function reportsSentence({ behind, fault }: NonNullable<Status['store']['reports']>): string {
  const place = behind === 0 ? 'up to date' : `${counted(behind, 'event')} behind`;
  return fault === undefined ? place : `${place}, and do not follow: ${fault.message}`;
}

function leaseSentence({ epoch, why, from }: NonNullable<Status['store']['lease']>): string {
  const before = from === undefined ? '' : ` after ${from}, ${leaseTakenWords[why]}`;
  return `the lease on it was taken${before}, epoch ${epoch}`;
}

/** Nobody knows who waits where the record can't be asked. */
function standbyLines({ standbys, lease }: Status['store']): string[] {
  if (standbys === undefined) return lease === undefined ? [] : ['            standbys: not known now'];
  if (standbys.length === 0) return ['            standbys: none waits'];
  return standbys.map((one) => `            standby: ${standbyWords(one)}`);
}

function proposalLines({ waiting, forYou }: Status['proposals']): string[] {
  if (waiting === 0) return [];
  const yours = forYou === 0 ? 'another person approves' : `you may approve ${forYou}`;
  return [`proposals   ${waiting} waiting, ${yours}: desk limits proposals`];
}

/** Names only the checks that fail; `--json` has every check. */
function healthSentence({ status, checks }: HealthView): string {
  const failing = checks.filter(({ healthy }) => !healthy);
  if (failing.length === 0) return status;
  return `${status}: ${failing.map(({ name, detail }) => `${name} (${detail})`).join(', ')}`;
}

/** Says who stopped or limited a scope and why, for each scope that is not active or whose state is not on record. */
function scopeLines(
  { scope, state, reason, actor, since, offRecord }: Status['trading']['states'][number],
  storeEnded: Status['store']['ended'],
): string[] {
  if (state === 'active' && offRecord === undefined) return [];
  const off = offRecord === undefined ? '' : `, ${offRecordWords(offRecord, storeEnded)}`;
  return [
    `            ${scope} ${state} by ${actor}${since === undefined ? '' : ` since ${since}`}: ${reason}${off}`,
  ];
}

/** A comparison is true only at its moment, and does not settle orders in doubt. */
function recordSentence(
  { venue, gate, finishedAt, unresolved, outdated, record }: Status['reconciliations'][number],
  status: Status,
): string {
  const { time, ordersInDoubt } = status;
  if (gate !== 'open' || finishedAt === undefined) return `${venue} ${gateWords[gate]}`;
  const seconds = Math.max(0, Math.round((Date.parse(time) - Date.parse(finishedAt)) / 1_000));
  const what = record === 'messages' ? `${venue}, by the messages that it has sent,` : venue;
  const agreed = unresolved === 0 ? gateWords.open : `differed in ${unresolved}, orders leave,`;
  const doubt = ordersInDoubt === 0 ? '' : `; ${ordersInDoubt} in doubt now`;
  const since = outdated === undefined ? '' : `; not compared since: ${outdatedWords[outdated]}`;
  const doubted = storeDoubt(status);
  const store = doubted === undefined ? '' : `; the store itself is in doubt: ${doubted.kind}`;
  return `${what} ${agreed} ${seconds} s ago${since}${doubt}${store}`;
}

const outdatedWords: Readonly<Record<NonNullable<Status['reconciliations'][number]['outdated']>, string>> = {
  overdue: 'it is overdue',
  silence: 'the venue was silent',
  settlement: 'an order was settled by hand',
  drop_copy: 'the drop copy says something else than before',
};

/** The price by which orders are judged, with its source and age. */
function priceSentence(market: MarketView): string {
  return `${market.symbol} ${market.last}: ${originWords(market)}${market.stale === true ? ', too old' : ''}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

function venueLines(venue: VenueView): string[] {
  const { fixSession, dropCopy } = venue;
  const session = fixSession === undefined ? [] : fixSessionLines(fixSession);
  const numbers = dropCopy === undefined ? [] : fixNumberLines(dropCopy.session);
  const copy =
    dropCopy === undefined ? [] : [dropCopyWords(dropCopy), ...numbers.map((line) => `drop copy's ${line}`)];
  const lines = [disconnectWords(venue), ...session, ...copy];
  return [`venue       ${venueSentence(venue)}`, ...lines.map((line) => `            ${line}`)];
}

function venueSentence({
  venue,
  connected,
  connectionDetail,
  silentSince,
  breaker,
  limiter,
}: VenueView): string {
  const heard = silentSince === undefined ? '' : `, silent since ${silentSince}`;
  const connection = connected ? `connected${heard}` : `not connected (${connectionDetail})`;
  const { throttled, ratePerSecond } = limiter;
  const slowed =
    throttled === undefined
      ? ''
      : `, called too fast since ${throttled.since}, at most ${ratePerSecond} a second now: ${throttled.reason}`;
  return `${venue} ${connection}, breaker ${breaker.state}${slowed}`;
}

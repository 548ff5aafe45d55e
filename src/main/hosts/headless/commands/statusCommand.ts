/** `desk status`: how the engine is that runs on the data folder. */
import { offRecordWords } from '../../../../shared/contract/offRecordWords.ts';
import type { VenueView } from '../../../../shared/contract/resilience.ts';
import type { Status } from '../../../../shared/contract/status.ts';
import type { DeskIo } from '../deskIo.ts';
import { exitCode, type ExitCode } from '../exitCode.ts';
import { onRunning, type RunningOptions } from '../reachDesk.ts';
import { alarmSentence } from './alarmCommands.ts';
import { subscriberSentence } from './subscriberCommands.ts';

/** Exit code 1 also when the engine runs and takes no orders, or an alarm holds them. */
export function statusCommand(io: DeskIo, options: RunningOptions): Promise<ExitCode> {
  return onRunning(io, options, async (api) => {
    const status = await api.getStatus({});
    if (!status.ok) return status;
    if (options.json) await io.json(status.value);
    else for (const line of statusLines(status.value)) await io.line(line);
    const { accepting, alarms } = status.value;
    const takes = accepting && !alarms.some(({ holdsOrders }) => holdsOrders);
    return { ok: true, value: takes ? exitCode.done : exitCode.no };
  });
}

function statusLines(status: Status): string[] {
  const { accepting, fault, store, intake, ordersWorking, ordersInDoubt, unprotected } = status;
  const holding = status.alarms.find(({ holdsOrders }) => holdsOrders);
  const why = fault === undefined ? '' : `: ${fault.message} (${fault.code})`;
  const taken = holding === undefined ? 'taken' : `held, none leaves: ${holding.kind}`;
  const ordersWord = accepting ? taken : `not taken${why}`;
  return [
    `orders      ${ordersWord}`,
    ...status.alarms.map((one) => `alarm       ${alarmSentence(one)}`),
    `trading     ${status.tradingState}`,
    ...status.trading.states.flatMap(({ scope, state, offRecord }) =>
      offRecord === undefined ? [] : [`            ${scope} ${state}, ${offRecordWords(offRecord)}`],
    ),
    ...status.venues.map((venue) => `venue       ${venueSentence(venue)}`),
    ...status.reconciliations.map((one) => `record      ${recordSentence(one, status)}`),
    `working     ${ordersWorking}, in doubt ${ordersInDoubt}, without protection ${unprotected.length}`,
    `intake      ${intake.queued} queued, ${intake.inFlight} of ${intake.capacity} in flight`,
    `store       ${store.writable ? 'writable' : 'not writable'}, position ${store.headPosition}, ${megabytes(store.sizeBytes)} MB, of it ${megabytes(store.walBytes)} write-ahead log`,
    ...status.subscribers.map((one) => `subscriber  ${subscriberSentence(one)}`),
  ];
}

/** A comparison is true of its moment, and settles no order in doubt. */
function recordSentence(
  { venue, gate, finishedAt, unresolved }: Status['reconciliations'][number],
  { time, ordersInDoubt }: Status,
): string {
  if (gate !== 'open' || finishedAt === undefined) return `${venue} ${gateWords[gate]}`;
  const seconds = Math.max(0, Math.round((Date.parse(time) - Date.parse(finishedAt)) / 1_000));
  const agreed = unresolved === 0 ? gateWords.open : `differed in ${unresolved}, orders leave,`;
  const doubt = ordersInDoubt === 0 ? '' : `; ${ordersInDoubt} in doubt now`;
  return `${venue} ${agreed} ${seconds} s ago${doubt}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

const gateWords = {
  open: 'agreed with ours',
  closed: 'not compared yet',
  running: 'being compared',
  differences: 'differs: waits for an operator',
} as const;

function venueSentence({ venue, connected, connectionDetail, silentSince, breaker }: VenueView): string {
  const heard = silentSince === undefined ? '' : `, silent since ${silentSince}`;
  const connection = connected ? `connected${heard}` : `not connected (${connectionDetail})`;
  return `${venue} ${connection}, breaker ${breaker.state}`;
}

/** `desk doubts`, `desk settle` and `desk reconcile`: what the desk and its venues do not agree on. */
import type { Api } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import type {
  InDoubtOrder,
  ReconciliationReport,
  Settlement,
  VenueReconciliation,
} from '../../../../../shared/contract/recovery.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { onDesk, type ReachOptions } from '../../desk/reachDesk.ts';

type RecoveryOptions = Omit<ReachOptions, 'host'>;

/** Exit code 1 when there is an order in doubt. */
export function doubtsCommand(io: DeskIo, options: RecoveryOptions): Promise<ExitCode> {
  return onDesk(io, { ...options, host: 'desk doubts' }, async (api) => {
    const listed = await api.listInDoubt({});
    if (!listed.ok) return listed;
    const { orders } = listed.value;
    for (const order of orders) await (options.json ? io.json(order) : tellDoubt(io, order));
    io.note(`desk: ${orders.length} orders are in doubt`);
    return { ok: true, value: orders.length === 0 ? exitCode.done : exitCode.no };
  });
}

async function tellDoubt(io: DeskIo, order: InDoubtOrder): Promise<void> {
  const { orderId, clientOrderId, side, quantity, symbol, venue, subject, since, attempts, evidence } = order;
  await io.line(
    `${orderId}  ${side} ${quantity} ${symbol} at ${venue}  ${subject} without an answer since ${since}`,
  );
  await io.line(`  client order id ${clientOrderId}, asked ${attempts} times: ${order.reason}`);
  for (const { askedAt, answer, detail } of evidence) {
    await io.line(`  ${askedAt}  ${answer.replaceAll('_', ' ')}: ${detail}`);
  }
}

export interface SettleCommandOptions extends RecoveryOptions {
  readonly orderId: string;
  readonly settlement: Settlement;
  readonly reason: string;
}

export function settleCommand(io: DeskIo, options: SettleCommandOptions): Promise<ExitCode> {
  const { orderId, settlement, reason, json } = options;
  return onDesk(io, { ...options, host: 'desk settle' }, async (api) => {
    const before = await statusOf(api, orderId);
    if (!before.ok) return before;
    const settled = await api.settleOrder({ orderId, settlement, reason });
    if (!settled.ok) return settled;
    const after = await statusOf(api, orderId);
    if (!after.ok) return after;
    if (json) await io.json({ orderId, before: before.value, after: after.value });
    else await io.line(`${orderId}  ${before.value} -> ${after.value}`);
    return { ok: true, value: exitCode.done };
  });
}

async function statusOf(api: Api, orderId: string): Promise<Reply<string>> {
  const found = await api.getOrder({ orderId });
  return found.ok ? { ok: true, value: found.value.order.status } : found;
}

export interface ReconcileCommandOptions extends RecoveryOptions {
  /** All venues without it. */
  readonly venue?: string | undefined;
  readonly accept: boolean;
  readonly reason: string;
}

/** Compares, or accepts what was found. Exit code 1 when orders may not leave for every venue asked about. */
export function reconcileCommand(io: DeskIo, options: ReconcileCommandOptions): Promise<ExitCode> {
  const { accept, reason, json } = options;
  return onDesk(io, { ...options, host: 'desk reconcile' }, async (api) => {
    const before = await venuesOf(api, options.venue);
    if (!before.ok) return before;
    for (const { venue } of before.value) {
      const done = await (accept
        ? api.acceptReconciliation({ venue, reason })
        : api.runReconciliation({ venue, reason }));
      if (!done.ok) return done;
    }
    const after = await venuesOf(api, options.venue);
    if (!after.ok) return after;
    for (const one of after.value) await (json ? io.json(one) : tellVenue(io, one));
    const open = after.value.every(({ gate }) => gate === 'open');
    return { ok: true, value: open ? exitCode.done : exitCode.no };
  });
}

async function venuesOf(api: Api, venue: string | undefined): Promise<Reply<VenueReconciliation[]>> {
  const listed = await api.listReconciliations({});
  if (!listed.ok) return listed;
  const venues = listed.value.venues.filter((one) => venue === undefined || one.venue === venue);
  if (venues.length > 0) return { ok: true, value: venues };
  return { ok: false, fault: { code: 'venue_unknown', message: `there is no venue ${venue ?? ''}` } };
}

const gateWords = {
  open: 'orders may leave',
  closed: 'not compared yet',
  running: 'being compared',
  differences: 'waits for an operator',
} as const;

async function tellVenue(io: DeskIo, { venue, gate, report }: VenueReconciliation): Promise<void> {
  await io.line(`${venue}: ${gateWords[gate]}`);
  if (report === undefined) return;
  for (const line of reportLines(report)) await io.line(`  ${line}`);
}

function reportLines(report: ReconciliationReport): string[] {
  const { ordersCompared, executionsCompared, differences, positions, finishedAt, acceptedBy } = report;
  const wrong = positions.filter(({ ours, venue }) => ours !== venue);
  return [
    `${ordersCompared} orders and ${executionsCompared} executions compared, done at ${finishedAt}`,
    ...differences.map(
      ({ kind, detail, resolved }) =>
        `${resolved ? 'settled' : 'OPEN'}  ${kind.replaceAll('_', ' ')}: ${detail}`,
    ),
    ...wrong.map(
      ({ symbol, ours, venue }) => `OPEN  position in ${symbol}: ours ${ours}, the venue's ${venue}`,
    ),
    ...(acceptedBy === undefined ? [] : [`accepted by ${acceptedBy}`]),
  ];
}

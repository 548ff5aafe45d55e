/** `desk doubts`, `desk settle` and `desk reconcile`: the differences between the desk and its venues. */
import { InvalidArgumentError } from 'commander';
import { tell, type Call } from '../../desk/call.ts';
import {
  deskCommand,
  oneOf,
  operatingCommand,
  reasonText,
  withConfig,
  type OperatingOptions,
} from '../commandLine.ts';
import type { Api } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import { settlementOutcomes } from '../../../../domain/order/orderCommands.ts';
import type {
  InDoubtOrder,
  ReconciliationReport,
  Settlement,
  VenueReconciliation,
} from '../../../../../shared/contract/recovery.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';
import { exitCode, UsageError } from '../../terminal/exitCode.ts';
import { onDesk } from '../../desk/reachDesk.ts';

type Execution = NonNullable<Settlement['executions']>[number];

/** Exit code 1 when an order is in doubt. */
export const doubtsCommand = deskCommand({
  name: 'doubts',
  about: 'orders in doubt with their evidence; exit code 1 when there are any',
  declare: withConfig,
  work: (call: Call) =>
    onDesk(call, async (api) => {
      const listed = await api.listInDoubt({});
      if (!listed.ok) return listed;
      const { orders } = listed.value;
      for (const order of orders) await tell(call, order, ...doubtLines(order));
      call.io.note(`desk: ${counted(orders.length, 'order')} in doubt`);
      return orders.length === 0 ? exitCode.done : exitCode.no;
    }),
});

function doubtLines(order: InDoubtOrder): string[] {
  const { orderId, clientOrderId, side, quantity, symbol, venue, subject, since, attempts, evidence } = order;
  return [
    `${orderId}  ${side} ${quantity} ${symbol} at ${venue}  ${subject} without an answer since ${since}`,
    `  client order id ${clientOrderId}, asked ${counted(attempts, 'time')}: ${order.reason}`,
    ...evidence.map(
      ({ askedAt, answer, detail }) => `  ${askedAt}  ${answer.replaceAll('_', ' ')}: ${detail}`,
    ),
  ];
}

interface SettleOptions extends OperatingOptions {
  readonly outcome: Settlement['outcome'];
  readonly venueOrder?: string;
  readonly execution: Execution[];
}

export const settleCommand = operatingCommand({
  name: 'settle',
  about: 'settle an order in doubt by your word',
  declare: (command) =>
    command
      .argument('<order>', 'id of the order')
      .requiredOption('--outcome <outcome>', settlementOutcomes.join(', '), oneOf(settlementOutcomes))
      .option('--venue-order <id>', "the venue's id of the order")
      .option(
        '--execution <quantity@price>',
        'an execution that the desk does not know; repeatable',
        withExecution,
        [],
      ),
  work: (call: Call, orderId: string, { outcome, venueOrder, execution, reason }: SettleOptions) =>
    onDesk(call, async (api) => {
      const settlement: Settlement = {
        outcome,
        ...(venueOrder !== undefined && { venueOrderId: venueOrder }),
        ...(execution.length > 0 && { executions: execution }),
      };
      const before = await statusOf(api, orderId);
      if (!before.ok) return before;
      const settled = await api.settleOrder({ orderId, settlement, reason });
      if (!settled.ok) return settled;
      const after = await statusOf(api, orderId);
      if (!after.ok) return after;
      const text = `${orderId}  ${before.value} -> ${after.value}`;
      await tell(call, { orderId, before: before.value, after: after.value }, text);
      return exitCode.done;
    }),
});

function withExecution(value: string, before: readonly Execution[]): readonly Execution[] {
  const [quantity, price, more] = value.split('@');
  if (!quantity || !price || more !== undefined) {
    throw new InvalidArgumentError('expected a quantity and a price, such as 10@1450.25');
  }
  return [...before, { quantity, price }];
}

async function statusOf(api: Api, orderId: string): Promise<Reply<string>> {
  const found = await api.getOrder({ orderId });
  return found.ok ? { ok: true, value: found.value.order.status } : found;
}

interface ReconcileOptions extends Partial<OperatingOptions> {
  /** The venue to compare with; without it all venues. */
  readonly venue?: string;
  readonly accept?: true;
  readonly report?: true;
}

/**
 * Compares with the venues, or accepts what a comparison found. Exit code 1 unless orders may leave for every venue
 * concerned.
 */
export const reconcileCommand = deskCommand({
  name: 'reconcile',
  about: 'compare orders, executions and positions with the venues',
  help: '\nExit code 1 when orders may not leave for one of the venues.',
  declare: (command) =>
    withConfig(command)
      .option(
        '--reason <text>',
        'why, for the audit trail: 3 to 500 characters; not for --report',
        reasonText,
      )
      .option('--venue <venue>', 'that venue only')
      .option('--accept', 'let orders leave although the last comparison found differences')
      .option('--report', 'only tell the last comparison, and change nothing'),
  work: async (call: Call, { venue: only, accept, report, reason }: ReconcileOptions) => {
    if ((reason === undefined) !== (report === true)) {
      throw new UsageError('expected either --reason, to compare or to accept, or --report');
    }
    return onDesk(call, async (api) => {
      const before = await venuesOf(api, only);
      if (!before.ok) return before;
      for (const { venue } of before.value) {
        if (reason === undefined) break;
        const done = await (accept === true
          ? api.acceptReconciliation({ venue, reason })
          : api.runReconciliation({ venue, reason }));
        if (!done.ok) return done;
      }
      const after = await venuesOf(api, only);
      if (!after.ok) return after;
      for (const one of after.value) await tell(call, one, ...venueLines(one));
      return after.value.every(({ gate }) => gate === 'open') ? exitCode.done : exitCode.no;
    });
  },
});

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

function venueLines({ venue, gate, report }: VenueReconciliation): string[] {
  const lines = report === undefined ? [] : reportLines(report).map((line) => `  ${line}`);
  return [`${venue}: ${gateWords[gate]}`, ...lines];
}

function reportLines(report: ReconciliationReport): string[] {
  const { ordersCompared, executionsCompared, differences, positions, finishedAt, acceptedBy } = report;
  const by = report.record === 'messages' ? ' with the messages that the venue has sent' : '';
  const wrong = positions.filter(({ ours, venue }) => ours !== venue);
  return [
    `${counted(ordersCompared, 'order')} and ${counted(executionsCompared, 'execution')} compared${by}, done at ${finishedAt}`,
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

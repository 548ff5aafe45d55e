/**
 * Compares a venue's record with ours once: open orders both ways, and executions since both records last agreed. The
 * lists only find candidates. The venue is then asked about each candidate by itself, so that an order which merely
 * moved while the lists were read is no difference.
 */
import {
  type ClientOrderId,
  correlationOf,
  type OrderId,
  orderStream,
  type VenueId,
} from '../../../../shared/kernel/ids.ts';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { parseInstant, type EpochMicros } from '../../../../shared/kernel/time.ts';
import { orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import { isTerminal, isResting, type Order } from '../../../domain/order/orderState.ts';
import { formatDecimal, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { ReconciliationDifference } from '../../../domain/venue/venueEvents.ts';
import { hasItAlready, takingOver } from '../../commands/leftBefore.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import { VenueCallError, type Clock, type VenueExecutionRecord, type VenueOrderRecord } from '../../ports.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import type { Adoption, ToldIds } from './adoption.ts';
import { examineOrder, reconciliationActor } from '../examineOrder.ts';
import { isAsMade, isRecorded } from '../../commands/executionFacts.ts';
import type { KnownExecutions } from './knownExecutions.ts';

export interface CompareDependencies {
  readonly guard: VenueGuard;
  readonly guardOf: (order: Order) => VenueGuard;
  readonly handler: OrderCommandHandler;
  readonly live: LiveOrders;
  readonly known: KnownExecutions;
  readonly adoption: Adoption;
  readonly clock: Clock;
  /** Finds out about an order with a missing outcome: at once, or at the pace of the inquiry that runs already. */
  readonly check: (orderId: OrderId, atOnce: boolean) => void;
}

export interface Comparison {
  readonly ordersCompared: number;
  readonly executionsCompared: number;
  readonly differences: readonly ReconciliationDifference[];
  /** Our orders with an answer or an outcome missing; the resolver looks into them. */
  readonly unanswered: readonly OrderId[];
  /** Time of the venue's last execution in this comparison; undefined without an execution. */
  readonly lastExecution: EpochMicros | undefined;
}

/**
 * A request without an outcome for longer than this is overdue: the comparison asks about it even if no inquiry runs.
 */
const overdueMicros = 30_000_000;
/** How many orders are looked into at the same time. */
const concurrencyMax = 20;

/** Throws VenueCallError when the venue does not answer: then the comparison can't say anything. */
export async function compareVenue(
  dependencies: CompareDependencies,
  since: EpochMicros,
  atOnce: boolean,
): Promise<Comparison> {
  const { guard, live } = dependencies;
  const { venue } = guard;
  const openThere = await guard.query((signal) => venue.listOpenOrders(signal), neverAborted);
  const executions = await guard.query((signal) => venue.executions({ since }, signal), neverAborted);
  const openHere = activeRowsOf(live, venue.id);
  const candidates = new Map<OrderId, ClientOrderId>();
  for (const [orderId, clientOrderId] of differing(openHere, openThere)) {
    candidates.set(orderId, clientOrderId);
  }
  for (const { clientOrderId } of await missingExecutions(dependencies, executions)) {
    const orderId = orderIdOfClient(clientOrderId);
    if (!candidates.has(orderId)) candidates.set(orderId, clientOrderId);
  }
  const looked = await inTurns([...candidates], ([orderId, clientOrderId]) =>
    lookInto(dependencies, orderId, clientOrderId, atOnce, candidates),
  );
  return {
    ordersCompared: new Set([
      ...openHere.map(({ orderId }) => orderId),
      ...openThere.map(({ clientOrderId }) => orderIdOfClient(clientOrderId) as string),
    ]).size,
    executionsCompared: executions.length,
    differences: looked.flatMap(({ differences }) => differences),
    unanswered: looked.flatMap(({ unanswered }) => unanswered ?? []),
    lastExecution: executions.at(-1)?.venueTime,
  };
}

/** Our orders at the venue, or under way to it. */
function activeRowsOf(live: LiveOrders, venue: VenueId): readonly OrderView[] {
  return [...live.all()].filter((row) => row.venue === venue && row.clientOrderId !== undefined);
}

function* differing(
  openHere: readonly OrderView[],
  openThere: readonly VenueOrderRecord[],
): Iterable<[OrderId, ClientOrderId]> {
  const rows = new Map(openHere.map((row) => [row.orderId, row]));
  for (const record of openThere) {
    const orderId = orderIdOfClient(record.clientOrderId);
    const row = rows.get(orderId);
    rows.delete(orderId);
    if (row === undefined || !isSame(row, record)) yield [orderId, record.clientOrderId];
  }
  for (const { orderId, clientOrderId } of rows.values()) {
    if (clientOrderId !== undefined) yield [orderId, clientOrderId];
  }
}

function isSame(row: OrderView, record: VenueOrderRecord): boolean {
  return (
    record.untold === undefined &&
    row.status === record.status &&
    row.clientOrderId === record.clientOrderId &&
    row.quantity === formatDecimal(record.quantity) &&
    row.filledQuantity === formatDecimal(record.filledQuantity) &&
    isSamePrice(row.limitPrice, record.limitPrice) &&
    isSamePrice(row.stopPrice, record.stopPrice)
  );
}

/** A stop that was triggered loses its stop price in some venues' records. */
function isSamePrice(ours: string | undefined, theirs: Decimal | undefined): boolean {
  return ours === undefined || theirs === undefined || ours === formatDecimal(theirs);
}

async function missingExecutions(
  { handler, known }: CompareDependencies,
  executions: readonly VenueExecutionRecord[],
): Promise<readonly VenueExecutionRecord[]> {
  const missing: VenueExecutionRecord[] = [];
  for (const execution of executions) {
    const orderId = orderIdOfClient(execution.clientOrderId);
    if (isAsMade(execution) && known.has(execution.executionId, orderStream(orderId))) continue;
    const order = await handler.order(orderId);
    if (order === undefined || !isRecorded(order, execution)) missing.push(execution);
  }
  return missing;
}

interface Looked {
  readonly differences: readonly ReconciliationDifference[];
  readonly unanswered?: OrderId;
}

export async function lookInto(
  dependencies: CompareDependencies,
  orderId: OrderId,
  clientOrderId: ClientOrderId,
  atOnce: boolean,
  told?: ToldIds,
): Promise<Looked> {
  const { handler, check, adoption } = dependencies;
  const order = await handler.order(orderId);
  // An event of the order can't be understood here, so there is nothing to compare; an alert says so.
  if (handler.refusalOn(orderId) !== undefined) return { differences: [] };
  if (order === undefined) {
    const differences = await adoption.adopt(clientOrderId, reconciliationActor, told);
    // An order that was made or adopted here in the meantime is examined as one of ours.
    const isTaken = differences.some((one) => one.orderId === orderId && one.resolved);
    const made = isTaken ? undefined : await handler.order(orderId);
    if (made === undefined) return { differences };
    const looked = await lookInto(dependencies, orderId, clientOrderId, atOnce, told);
    const ofOthers = differences.filter((one) => one.orderId !== orderId);
    return { ...looked, differences: [...ofOthers, ...looked.differences] };
  }
  // The venue names an order that is at another venue; only that venue can say what became of it.
  if (order.terms.venue !== dependencies.guard.venue.id) return { differences: [] };
  // The order's own call still waits for the answer.
  if (order.status === 'submitting') return { differences: [] };
  if (order.clientOrderId === undefined) return lookIntoUnsent(dependencies, order, clientOrderId);
  if (isUnanswered(order)) {
    // A request that was made only just now has its own time to be answered.
    if (!atOnce && !isOverdue(dependencies, orderId)) return { differences: [] };
    check(orderId, atOnce);
    return { differences: [], unanswered: orderId };
  }
  const found = await examineOrder(dependencies, order);
  if (found.answer === 'no_answer') throw new VenueCallError('timeout', true, found.detail);
  if (found.answer === 'found') return { differences: found.differences };
  const now = await handler.order(orderId);
  if (now === undefined || now !== order || !isResting(now.status)) return { differences: [] };
  const detail = `it is ${now.status} here, and the venue has no order ${found.asked.join(' or ')}`;
  return { differences: [{ kind: 'unknown_at_venue', orderId, clientOrderId, detail, resolved: false }] };
}

/**
 * The venue has an order that was created here and never sent: an order of this id left before the store was rolled
 * back.
 */
async function lookIntoUnsent(
  dependencies: CompareDependencies,
  order: Order,
  clientOrderId: ClientOrderId,
): Promise<Looked> {
  const { handler, check } = dependencies;
  const { orderId } = order.terms;
  const detail = `${clientOrderId} was never sent from this store, and the venue has it`;
  const unsent = { kind: 'unknown_order', orderId, clientOrderId, detail, resolved: true } as const;
  if (order.status !== 'created') {
    const found = await examineOrder(dependencies, order);
    if (found.answer === 'no_answer') throw new VenueCallError('timeout', true, found.detail);
    return { differences: [unsent, ...(found.answer === 'found' ? found.differences : [])] };
  }
  const context = { correlationId: correlationOf(orderId), actor: reconciliationActor };
  await handler.handleBatch(
    takingOver(orderId, hasItAlready).map((command) => ({ orderId, command, context })),
  );
  check(orderId, true);
  return { differences: [unsent], unanswered: orderId };
}

function isOverdue({ live, clock }: CompareDependencies, orderId: OrderId): boolean {
  const since = parseInstant(live.get(orderId)?.unansweredSince ?? '');
  return since !== undefined && clock.now() - since > overdueMicros;
}

function isUnanswered(order: Order): boolean {
  return !isTerminal(order.status) && !isResting(order.status);
}

/** Does the work for all items, `concurrencyMax` at a time; the first error ends it. */
async function inTurns<Item, Value>(
  items: readonly Item[],
  work: (item: Item) => Promise<Value>,
): Promise<readonly Value[]> {
  const values: Value[] = [];
  for (let first = 0; first < items.length; first += concurrencyMax) {
    values.push(...(await Promise.all(items.slice(first, first + concurrencyMax).map(work))));
  }
  return values;
}

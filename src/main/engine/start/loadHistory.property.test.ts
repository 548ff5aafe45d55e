/** A start from a snapshot finds what a look at every order finds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor, CorrelationId, EventId, OrderId, StreamId } from '../../../shared/kernel/ids.ts';
import { termsFromRecord } from '../../domain/order/orderTermsRecord.ts';
import { memoryDisk } from '../../infra/memory/memoryDisk.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { memorySnapshotStore } from '../../infra/memory/memorySnapshotStore.ts';
import { BracketManager } from '../brackets/bracketManager.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { SnapshotStore } from '../events/snapshotStore.ts';
import type { NewEvent } from '../events/storedEvent.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { LiveOrders } from '../orders/liveOrders.ts';
import { ExposureBook } from '../orders/exposureBook.ts';
import { isOrderEvent } from '../orders/projectOrder.ts';
import { PendingSignals } from '../orders/pendingSignals.ts';
import { loadHistory } from './loadHistory.ts';
import { LimitHistory } from '../risk/limitHistory.ts';
import { FlatScopes } from '../trading/positions/flatScopes.ts';
import { StrategyPositions } from '../trading/positions/strategyPositions.ts';
import { TradeBook } from '../trading/positions/tradeBook.ts';
import { samplePlace } from '../../domain/trading/testing/samplePlace.ts';
import { StartSnapshots } from './startSnapshots.ts';

const logger = { log: () => undefined };
const time = manualTime();

/** The parts of the engine that a start brings up to date. */
function partsOn(store: EventStore) {
  const live = new LiveOrders(store);
  const exposures = new ExposureBook((orderId) => live.get(orderId));
  // Brackets are only gathered here: nothing is ever sent.
  const brackets = new BracketManager({ scheduler: { ...time.scheduler, soon: () => undefined } } as never);
  const flats = new FlatScopes();
  const strategies = new StrategyPositions((orderId) => live.get(orderId), flats);
  const trades = new TradeBook((orderId) => live.get(orderId), time.clock);
  const limitHistory = new LimitHistory();
  const pending = new PendingSignals();
  const snapshots = new StartSnapshots({
    store,
    exposures,
    strategies,
    trades,
    limitHistory,
    brackets,
    live,
    pending,
    logger,
    everyEvents: 10_000,
  });
  return { store, live, exposures, strategies, trades, limitHistory, brackets, snapshots, pending };
}

interface Plan {
  readonly account: string;
  readonly side: 'buy' | 'sell';
  /** An entry with exits, an exit of the order before, or neither. */
  readonly kind: 'plain' | 'entry' | 'exit';
  readonly fills: readonly number[];
  readonly end: 'OrderCanceled' | 'OrderExpired' | undefined;
  /** A last fill after the end. */
  readonly late: number | undefined;
  /** Whether the venue takes the last fill back then, and fills as much again. */
  readonly busted: 'no' | 'yes' | 'and filled again';
}

const plan: fc.Arbitrary<Plan> = fc.record({
  account: fc.constantFrom('main', 'second'),
  side: fc.constantFrom('buy', 'sell'),
  kind: fc.constantFrom('plain', 'entry', 'exit'),
  fills: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
  end: fc.constantFrom(undefined, 'OrderCanceled', 'OrderExpired'),
  late: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  busted: fc.constantFrom('no', 'yes', 'and filled again'),
});

let made = 0;
function event(type: string, data: object): NewEvent {
  const eventId = `e${++made}` as EventId;
  return {
    type,
    data,
    eventId,
    correlationId: 'c' as CorrelationId,
    actor: 'engine' as Actor,
  } as unknown as NewEvent;
}

/** The events of an order, one for each commit. */
function* life(orderId: string, before: string | undefined, chosen: Plan): Generator<NewEvent> {
  const { account, side, kind, fills, end, late, busted } = chosen;
  const terms = {
    orderId,
    signalId: orderId,
    account,
    strategy: 's',
    venue: 'sim',
    symbol: 'SPX',
    side,
    quantity: '10',
    orderType: 'market',
    timeInForce: 'DAY',
    ...(kind === 'entry' && { bracket: { stopLoss: '1390' } }),
    ...(kind === 'exit' &&
      before !== undefined && {
        parent: {
          orderId: before,
          role: 'stop_loss',
        },
      }),
  };
  const evidence = 'venue';
  let filled = 0;
  const fill = (quantity: number): NewEvent => {
    filled += quantity;
    const cumulativeQuantity = String(filled);
    const execution = { executionId: `${orderId}-${filled}`, lastQuantity: String(quantity), lastPrice: '1' };
    return event('OrderFilled', { evidence, ...execution, cumulativeQuantity });
  };
  yield event('OrderCreated', { terms, risk: { level: 'low', rules: [] } });
  yield event('OrderSubmitting', { clientOrderId: orderId });
  yield event('OrderAccepted', { evidence, venueOrderId: `v-${orderId}` });
  for (const quantity of fills) yield fill(quantity);
  if (end !== undefined && filled < 10) yield event(end, { evidence, reason: 'test' });
  if (late !== undefined) yield fill(late);
  const last = late ?? fills.at(-1);
  if (busted === 'no' || last === undefined) return;
  const executionId = `${orderId}-${filled}`;
  filled -= last;
  const struck = { quantity: String(last), price: '1' };
  yield event('OrderExecutionBusted', { evidence, executionId, struck, cumulativeQuantity: String(filled) });
  if (busted === 'yes') return;
  filled += last;
  const again = { executionId: `${executionId}-again`, lastQuantity: String(last), lastPrice: '1' };
  yield event('OrderFilled', { evidence, ...again, cumulativeQuantity: String(filled) });
}

const { venue: sim } = samplePlace;

function exposuresOf({ exposures }: ReturnType<typeof partsOn>): unknown[] {
  const some = exposures
    .all()
    .map(({ account, symbol }) => ({ account, ...exposures.of({ venue: sim, account, symbol }) }))
    .filter((one) => one.position !== 0n || one.openBuyQuantity !== 0n || one.openSellQuantity !== 0n);
  return some.toSorted((a, b) => a.account.localeCompare(b.account));
}

function strategiesOf({ strategies }: ReturnType<typeof partsOn>): unknown[] {
  return strategies.all().toSorted((a, b) => a.account.localeCompare(b.account));
}

const reopened = (disk: ReturnType<typeof memoryDisk>, snapshots?: SnapshotStore): EventStore =>
  memoryEventStore({ ...time, disk, ...(snapshots !== undefined && { snapshots }) });

describe('a start from a snapshot', () => {
  it('gives the exposures that all rows give, and every bracket that has something to do', async () => {
    const run = fc.record({
      plans: fc.array(plan, { minLength: 1, maxLength: 6 }),
      order: fc.infiniteStream(fc.nat()),
      /** After how many commits the snapshot is taken. */
      snapshotAfter: fc.nat(20),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ plans, order, snapshotAfter }) => {
        const disk = memoryDisk();
        const kept = memorySnapshotStore();
        const live = partsOn(reopened(disk, kept));
        live.store.onCommitted((events) => {
          for (const one of events) if (isOrderEvent(one)) live.exposures.apply(one);
          live.live.apply(events);
          for (const one of events) {
            live.strategies.apply(one);
            live.trades.apply(one);
          }
          live.brackets.observe(events);
        });
        live.snapshots.begin(-1);
        const lives = plans.map((chosen, index) => ({
          stream: `order-o${index}` as StreamId,
          events: life(`o${index}`, index === 0 ? undefined : `o${index - 1}`, chosen),
        }));
        for (let commit = 0; lives.length > 0; commit++) {
          const chosen = order.next().value! % lives.length;
          const { stream, events } = lives[chosen]!;
          const next = events.next();
          if (next.done === true) lives.splice(chosen, 1);
          else {
            // As risk does for every order but exits.
            if (next.value.type === 'OrderCreated' && next.value.data.terms.parent === undefined) {
              live.exposures.reserve(termsFromRecord(next.value.data.terms));
            }
            await live.store.append(stream, [next.value], 'any');
            if (commit === snapshotAfter) live.snapshots.save();
          }
        }
        const started = partsOn(reopened(disk, kept));
        await loadHistory({ ...started, isOther: false });
        const scanned = partsOn(reopened(disk));
        await loadHistory({ ...scanned, isOther: false });
        expect(exposuresOf(started)).toEqual(exposuresOf(scanned));
        expect(exposuresOf(started)).toEqual(exposuresOf(live));
        expect(strategiesOf(started)).toEqual(strategiesOf(live));
        expect(strategiesOf(scanned)).toEqual(strategiesOf(live));
        expect(started.trades.records()).toEqual(live.trades.records());
        expect(scanned.trades.records()).toEqual(live.trades.records());
        const found = new Set<OrderId>(started.brackets.unfinished());
        expect(scanned.brackets.unfinished().filter((orderId) => !found.has(orderId))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

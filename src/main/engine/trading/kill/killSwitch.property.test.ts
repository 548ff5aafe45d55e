/** Whatever happens around a kill switch, in whatever order: nothing leaves while halted, and it ends with the proof. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import { orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import { parseTradingScope, scopesOf, type ScopedTerms } from '../../../domain/trading/tradingScope.ts';
import { defaultVenueSettings } from '../../configuration.ts';
import { operator, spx, TradingBed } from '../testing/tradingBed.ts';
import type { CancelFate } from '../testing/unreliableVenue.ts';

const sim = 'sim' as VenueId;
const scopes = ['desk', 'venue:sim', 'account:main', 'strategy:a', 'symbol:SPX'];
const fates: readonly CancelFate[] = ['confirmed', 'lost', 'report_lost', 'late', 'refused'];

const ends = ['cleared', 'flat', 'released'];
/** Three cancels that go wrong, one that does not, and the waits between them. */
const cancelsWithinMs = 40_000;
/** Four orders have passed the limiter by then. */
const restedMs = 1_500;

const signal = fc.record({
  do: fc.constant('signal' as const),
  strategy: fc.constantFrom('a', 'b'),
  side: fc.constantFrom('buy', 'sell'),
});
const kill = fc.record({
  do: fc.constant('kill' as const),
  scope: fc.constantFrom(...scopes),
  flatten: fc.boolean(),
});
const step = fc.oneof(
  { weight: 6, arbitrary: signal },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 4_000 }) }),
  },
  { weight: 2, arbitrary: kill },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('enable' as const), scope: fc.constantFrom(...scopes) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fill' as const),
      quantity: fc.integer({ min: 1, max: 10 }),
      silent: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('behave' as const),
      as: fc.constantFrom('fill', 'rest', 'lose_answer', 'lose_request', 'reject'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('disconnect' as const, 'reconnect' as const, 'restart' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('fill_disk' as const, 'free_disk' as const) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class Run {
  readonly bed: TradingBed;
  /** Orders that left while their scope was halted. */
  readonly leaks: string[] = [];
  /** At the end of how many steps an order of a halted scope was open at the venue. */
  openWhileHalted = 0;

  /** Scopes whose kill switch was asked for, and is not on disk yet. */
  private readonly asking = new Set<string>();

  private constructor(bed: TradingBed, chosen: readonly CancelFate[]) {
    this.bed = bed;
    const { venue } = bed;
    venue.behaviour = 'rest';
    venue.fate = (_id, attempt) => (attempt > chosen.length ? 'confirmed' : chosen[attempt - 1]!);
    venue.onSubmit = (terms) => {
      const scope = this.haltedScopeOf(terms);
      if (scope === undefined || terms.killId !== undefined) return;
      this.leaks.push(`${terms.orderId} while ${scope} is halted`);
    };
  }

  static async open(chosen: readonly CancelFate[]): Promise<Run> {
    // Slow enough for orders to be waiting in the queue when the kill switch comes.
    const limiter = { ratePerSecond: 5, burst: 2, queueDepthMax: 20 };
    return new Run(await TradingBed.open({ venues: [{ ...defaultVenueSettings(sim), limiter }] }), chosen);
  }

  async take(one: Step): Promise<void> {
    await this.act(one);
    if (this.openInHalted().length > 0) this.openWhileHalted++;
  }

  /** Orders that work at the venue and are in a scope that is halted; not what a kill switch sends. */
  openInHalted(): readonly string[] {
    const { venue, engine } = this.bed;
    const open = venue.records.filter(({ status }) => status === 'accepted' || status === 'partially_filled');
    const views = open.map(({ clientOrderId }) => engine.queries.getOrder(orderIdOfClient(clientOrderId)));
    return views.flatMap((view) =>
      view !== undefined && this.haltedScopeOf(view) !== undefined ? [view.orderId] : [],
    );
  }

  private haltedScopeOf(terms: ScopedTerms): string | undefined {
    const scopes = scopesOf(terms);
    const halted = this.bed.engine.trading.states().filter(({ state }) => state === 'halted');
    return [...this.asking, ...halted.map(({ scope }) => scope)].find((scope) => scopes.includes(scope));
  }

  private async act(one: Step): Promise<void> {
    const { bed } = this;
    const { venue, engine } = bed;
    switch (one.do) {
      case 'signal':
        void bed.submit({ strategy: one.strategy, side: one.side });
        break;
      case 'wait':
        await bed.time.advance(one.ms);
        break;
      case 'kill':
        this.asking.add(one.scope);
        void engine.trading
          .kill(parseTradingScope(one.scope)!, { flatten: one.flatten }, operator)
          .finally(() => this.asking.delete(one.scope));
        break;
      case 'enable':
        void engine.trading.enable(parseTradingScope(one.scope)!, operator);
        break;
      case 'fill': {
        if (!venue.connected) return;
        const [order] = await venue.listOpenOrders();
        if (order === undefined) return;
        const left = decimal(String(Number(order.quantity - order.filledQuantity) / 1e9));
        const quantity = decimal(String(one.quantity));
        venue.fill(order.clientOrderId, quantity < left ? quantity : left, one.silent);
        break;
      }
      case 'behave':
        venue.behaviour = one.as as never;
        break;
      case 'disconnect':
        if (venue.connected) venue.disconnect();
        break;
      case 'reconnect':
        if (!venue.connected) venue.reconnect();
        break;
      case 'fill_disk':
        bed.disk.fault = { code: 'disk_full', message: 'no space left' };
        break;
      case 'free_disk':
        bed.disk.fault = undefined;
        break;
      default:
        await this.restart();
    }
  }

  /** The venue behaves from now on. */
  mendVenue(): void {
    const { venue } = this.bed;
    venue.behaviour = 'fill';
    if (!venue.connected) venue.reconnect();
    venue.quote(spx, decimal('1400'));
  }

  /** The disk has room from now on, too: everything must come to its end. */
  async settle(): Promise<void> {
    const { bed } = this;
    await this.freeDisk();
    // What was asked for at the last moment is on its way first.
    await bed.time.advance(1_000);
    for (let second = 0; second < 180; second++) {
      if (bed.engine.trading.ledgers().every(({ state }) => ends.includes(state))) return;
      await bed.time.advance(1_000);
    }
  }

  private async restart(): Promise<void> {
    // A venue that is away does not keep an engine from starting, a full disk does.
    await this.freeDisk();
    await this.bed.restart();
  }

  private async freeDisk(): Promise<void> {
    const { disk, store, time } = this.bed;
    disk.fault = undefined;
    while (store.writeFault() !== undefined) await time.advance(10);
  }
}

/** While nothing can be written: orders of kill switches under way that are open at the venue after a while. */
async function leftThoughFull({ store, time, venue, engine }: TradingBed): Promise<string[]> {
  if (store.writeFault() === undefined) return [];
  await time.advance(cancelsWithinMs);
  const open = (await venue.listOpenOrders()).map(({ clientOrderId }) => orderIdOfClient(clientOrderId));
  const underWay = engine.trading.ledgers().filter(({ state }) => !ends.includes(state));
  return underWay.flatMap(({ rows }) => rows.map(({ orderId }) => orderId).filter((id) => open.includes(id)));
}

describe('a kill switch', () => {
  test('lets nothing out while halted, cancels though the disk is full, and ends proven, whatever happens around it', async () => {
    const runs = fc.record({
      // Orders that rest when the kill switch comes: it is about them.
      resting: fc.array(signal, { minLength: 1, maxLength: 4, size: 'max' }),
      first: kill,
      steps: fc.array(step, { minLength: 3, maxLength: 20, size: 'max' }),
      chosen: fc.array(fc.constantFrom(...fates), { maxLength: 3 }),
    });
    const met = { runs: 0, openWhileHalted: 0, openForLong: 0 };
    await fc.assert(
      fc.asyncProperty(runs, async ({ resting, first, steps, chosen }) => {
        const run = await Run.open(chosen);
        const { bed, leaks } = run;
        const rested = { do: 'wait', ms: restedMs } as const;
        for (const one of [...resting, rested, first, ...steps]) await run.take(one);
        met.runs++;
        if (run.openWhileHalted > 0) met.openWhileHalted++;
        if (run.openWhileHalted > 3) met.openForLong++;
        run.mendVenue();
        expect(await leftThoughFull(bed)).toEqual([]);
        await run.settle();
        expect(leaks).toEqual([]);
        const { trading } = bed.engine;
        const undone = trading.ledgers().filter(({ state }) => !ends.includes(state));
        expect(undone).toEqual([]);
        expect(run.openInHalted()).toEqual([]);
        const sent: readonly ClientOrderId[] = bed.venue.submissions;
        expect(sent.length).toBe(new Set(sent).size);
      }),
      { numRuns: 1_000 },
    );
    // What it is about has happened: most kill switches come upon orders that rest, and many of those take a while.
    expect(met.openWhileHalted).toBeGreaterThan(0.8 * met.runs);
    expect(met.openForLong).toBeGreaterThan(0.3 * met.runs);
  });
});

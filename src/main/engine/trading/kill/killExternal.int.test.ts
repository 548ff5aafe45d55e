/** The kill switch and the orders that somebody else sent: covered, and left out where that is asked for. */
import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type {
  AccountId,
  ClientOrderId,
  OrderId,
  SignalId,
  StrategyId,
  VenueId,
} from '../../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import { parseTradingScope } from '../../../domain/trading/tradingScope.ts';
import { operator, spx, TradingBed } from '../testing/tradingBed.ts';

const sim = 'sim' as VenueId;
const theirs = 'THEIRS-1' as ClientOrderId;
const leaving = { flatten: false, leaveExternal: true };
let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

function place(id: ClientOrderId, change: Partial<OrderTerms> = {}): void {
  bed.venue.place(
    {
      orderId: id as string as OrderId,
      signalId: 'elsewhere' as SignalId,
      account: 'main' as AccountId,
      strategy: 'elsewhere' as StrategyId,
      venue: sim,
      symbol: spx,
      side: 'buy',
      quantity: decimal('7'),
      orderType: 'limit',
      limitPrice: decimal('1390'),
      timeInForce: 'GTC',
      reduceOnly: false,
      ...change,
    },
    id,
  );
}

/** Takes the orders of others in. */
async function adopted(): Promise<void> {
  expect(await bed.until(bed.engine.reconciliation.run(sim, operator))).toMatchObject({ ok: true });
}

async function kill(options: { flatten: boolean; leaveExternal?: boolean }, scope = 'desk'): Promise<string> {
  const killed = await bed.until(bed.engine.trading.kill(parseTradingScope(scope)!, options, operator));
  if (!killed.ok) throw new Error(killed.error.message);
  return killed.value.killId;
}

const working = async (): Promise<readonly string[]> =>
  (await bed.venue.listOpenOrders()).map(({ clientOrderId }) => clientOrderId);
const completions = async () => (await bed.events()).filter(({ type }) => type === 'KillSwitchCompleted');

describe.each(['adopted', 'known to the venue alone'])('an order of somebody else, %s,', (how) => {
  let own: OrderId;
  beforeEach(async () => {
    own = await bed.order();
    place(theirs);
    if (how === 'adopted') await adopted();
  });

  test('is canceled', async () => {
    await kill({ flatten: false });
    expect((await bed.reaches('cleared')).leavesExternal).toBeUndefined();
    expect(await working()).toEqual([]);
  });

  test.each(['desk', 'venue:sim', 'account:main', 'symbol:SPX'])(
    'works on where that is asked for on %s, and everything says so',
    async (scope) => {
      await kill(leaving, scope);
      const ledger = await bed.reaches('cleared');
      expect(ledger).toMatchObject({ leavesExternal: true, externalLeft: 1 });
      expect(ledger.rows.map(({ orderId }) => orderId)).toEqual([own]);
      expect(await working()).toEqual([theirs]);
      expect(await completions()).toMatchObject([
        { data: { result: 'cleared', venues: [{ externalLeft: 1, openOrdersElsewhere: 0 }] } },
      ]);
    },
  );

  test('works on over a restart in the middle', async () => {
    bed.venue.fate = () => 'lost';
    await kill(leaving);
    await bed.time.advance(1_000);
    await bed.restart();
    bed.venue.fate = () => 'confirmed';
    expect(await bed.reaches('cleared')).toMatchObject({ leavesExternal: true, externalLeft: 1 });
    expect(await working()).toEqual([theirs]);
  });

  test('works on while the store can not write, and after it writes again', async () => {
    bed.disk.fault = { code: 'disk_full', message: 'no space left' };
    await kill(leaving);
    await bed.time.advance(5_000);
    expect(await working()).toEqual([theirs]);
    bed.disk.fault = undefined;
    expect(await bed.reaches('cleared')).toMatchObject({ leavesExternal: true, externalLeft: 1 });
    expect(await working()).toEqual([theirs]);
  });

  test('is canceled when the switch is pulled again for all of it', async () => {
    const first = await kill(leaving);
    await bed.reaches('cleared');
    expect(await kill({ flatten: false })).not.toBe(first);
    expect((await bed.reaches('cleared')).leavesExternal).toBeUndefined();
    expect(await working()).toEqual([]);
  });

  test('stays covered when the switch is pulled again without it', async () => {
    bed.venue.fate = () => 'lost';
    const first = await kill({ flatten: false });
    expect(await kill(leaving)).toBe(first);
    bed.venue.fate = () => 'confirmed';
    await bed.reaches('cleared');
    expect(await working()).toEqual([]);
  });
});

test('a preview counts the orders of others', async () => {
  await bed.order();
  place(theirs);
  await adopted();
  expect(bed.engine.trading.previewKill({ kind: 'desk' })).toMatchObject({ orders: 2, external: 1 });
});

test('an order under an id of our own is never left out, although the store does not have it', async () => {
  const own = (await bed.order()) as string;
  const lost = own.replace(/^./, own.startsWith('0') ? '1' : '0') as ClientOrderId;
  place(lost);
  await kill(leaving);
  expect(await bed.reaches('cleared')).toMatchObject({ externalLeft: 0 });
  expect(await working()).toEqual([]);
});

test('flat says what was left to work, and a fill of it after the proof is an alert', async () => {
  bed.venue.behaviour = 'fill';
  await bed.order({ quantity: '5' });
  bed.venue.behaviour = 'rest';
  place(theirs);
  await adopted();
  bed.venue.behaviour = 'fill';
  await kill({ flatten: true, leaveExternal: true });
  expect(await bed.reaches('flat')).toMatchObject({ leavesExternal: true, externalLeft: 1 });
  expect(await working()).toEqual([theirs]);
  expect(bed.engine.alerts.open().map(({ kind }) => kind)).not.toContain('open_after_flat');
  bed.venue.fill(theirs, decimal('7'));
  await bed.time.advance(1_000);
  expect(bed.engine.alerts.open().map(({ kind }) => kind)).toContain('open_after_flat');
});

test('a kill switch that leaves orders out does not answer for one that does not', async () => {
  await bed.order();
  bed.venue.fate = () => 'lost';
  await kill({ flatten: false }, 'account:main');
  await kill(leaving);
  const enabled = await bed.until(bed.engine.trading.enable(parseTradingScope('account:main')!, operator));
  expect(enabled).toMatchObject({ ok: false, error: { code: 'kill_open' } });
});

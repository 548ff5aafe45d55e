/** A start with another configuration than the one under which orders were sent. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { AccountId, ClientOrderId, OrderId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import { defaultConfiguration, defaultVenueSettings } from '../configuration.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';
import { UnreliableVenue } from '../trading/testing/unreliableVenue.ts';

const [v2, ndx] = ['v2' as VenueId, 'NDX' as Ticker];
const { instruments, venues } = defaultConfiguration();
const accounts = ['main', 'alt'] as AccountId[];
const both = {
  accounts,
  venues: [...venues, defaultVenueSettings(v2)],
  instruments: [...instruments, ...instruments.map((one) => ({ ...one, symbol: ndx, venue: v2 }))],
};
let bed: TradingBed;
let other: UnreliableVenue;

beforeEach(async () => {
  bed = await TradingBed.open(both);
  other = new UnreliableVenue(v2, bed.time, decimal('1400'));
  await bed.withVenue(other);
  for (const venue of [bed.venue, other]) venue.behaviour = 'rest';
  other.quote(ndx, decimal('1400'));
});

async function order(change: object = {}): Promise<ClientOrderId> {
  const orderId = await bed.order({ symbol: ids.symbol('NDX'), ...change });
  return orderId as string as ClientOrderId;
}

async function fill(venue: UnreliableVenue, id: ClientOrderId): Promise<void> {
  venue.fill(id, decimal('10'));
  await bed.until(bed.engine.settled());
}

describe('a working order keeps an engine from starting', () => {
  test('whose configuration has its venue no more: named with what is there', async () => {
    await order();
    await order();
    await fill(other, await order({ account: ids.account('alt') }));
    const before = (await bed.events()).length;
    const started = await bed.restart({ venues, instruments });
    expect(started).toMatchObject({
      ok: false,
      error: {
        code: 'configuration_incomplete',
        message: expect.stringContaining(
          'no venue v2, which has 2 working orders, 10 NDX of alt: put back',
        ) as string,
      },
    });
    expect(await bed.events()).toHaveLength(before);
    expect(await bed.restart(both)).toMatchObject({ ok: true });
  });

  test('and so does a filled bracket whose stop-loss could not be placed', async () => {
    const id = await order({ stopLoss: '1390' });
    await bed.until(bed.engine.guards.get(v2)!.control.isolate(operator));
    await fill(other, id);
    expect(bed.engine.brackets.unprotected()).toHaveLength(1);
    const message = expect.stringContaining(
      'no venue v2, which has 1 filled bracket to protect, 10 NDX',
    ) as string;
    expect(await bed.restart({ venues, instruments })).toMatchObject({ ok: false, error: { message } });
  });
});

describe('a position alone', () => {
  test('holds new orders until somebody has said that it is known, and is no difference at another venue', async () => {
    await fill(other, await order());
    expect(await bed.restart({ venues, instruments })).toMatchObject({ ok: true });
    await bed.time.advance(2_000);
    const [alert, ...more] = bed.engine.alerts.open();
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      kind: 'not_configured',
      holdsOrders: true,
      message: expect.stringContaining('no venue v2, which has 10 NDX of main') as string,
    });
    expect(bed.engine.reconciliation.gate('sim' as VenueId)).toBe('open');
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'orders_held' }] });
    await bed.until(bed.engine.alerts.acknowledge([alert?.alertId ?? ids.alert('none')], operator));
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });
});

test('what was put back is no alert any more, and is one again when it is taken out again', async () => {
  await fill(other, await order());
  for (let time = 0; time < 2; time++) {
    expect(await bed.restart({ venues, instruments })).toMatchObject({ ok: true });
    expect(bed.engine.alerts.open()).toMatchObject([{ kind: 'not_configured' }]);
    expect(await bed.restart(both)).toMatchObject({ ok: true });
    await bed.until(bed.engine.settled());
    expect(bed.engine.alerts.open()).toEqual([]);
  }
});

describe('an instrument or an account that is missing alone', () => {
  const opened = async (message: string) => {
    await bed.time.advance(2_000);
    expect(bed.engine.alerts.open()).toMatchObject([
      { kind: 'not_configured', holdsOrders: false, message: expect.stringContaining(message) as string },
    ]);
    expect(bed.engine.reconciliation.gate('sim' as VenueId)).toBe('open');
    expect(bed.engine.reconciliation.gate(v2)).toBe('open');
  };

  test('is an alert with what is there, and its orders can be canceled', async () => {
    const id = await order();
    await fill(other, await order());
    const moved = both.instruments.map((one) => ({ ...one, venue: ids.venue('sim') }));
    for (const left of [instruments, moved]) {
      expect(await bed.restart({ instruments: left })).toMatchObject({ ok: true });
      await opened('no instrument NDX at venue v2, which has 1 working order, 10 NDX of main');
    }
    const [canceled] = await bed.until(bed.engine.orders.cancelMany([id as string as OrderId], operator));
    expect(canceled).toMatchObject({ ok: true });
  });

  test('the same for an account', async () => {
    await order({ account: ids.account('alt') });
    expect(await bed.restart({ accounts: [ids.account('main')] })).toMatchObject({ ok: true });
    await opened('no account alt, which has 1 working order');
  });
});

test('what is done and flat asks for nothing', async () => {
  await fill(other, await order());
  await fill(other, await order({ side: 'sell' }));
  expect(await bed.restart({ ...both, venues, instruments })).toMatchObject({ ok: true });
  await bed.time.advance(2_000);
  expect(bed.engine.alerts.open()).toEqual([]);
});

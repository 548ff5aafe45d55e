import { beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';
import { openPerKindMax } from './alertRegister.ts';

const fact = (id: string, change: Partial<Alert> = {}): Alert => ({
  alertId: ids.alert(id),
  kind: 'overfill',
  cause: 'overfill:one',
  holdsOrders: false,
  message: `what happened in ${id}`,
  advice: 'Look at it.',
  ...change,
});

let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
});

const raise = (alert: Alert) => bed.until(bed.engine.alerts.raise(alert));
const acknowledge = (...texts: string[]) =>
  bed.until(bed.engine.alerts.acknowledge(texts.map(ids.alert), operator));
const end = (cause: string) =>
  bed.until(bed.engine.alerts.end((alert) => alert.cause === cause, 'its cause is gone'));
const current = () => bed.engine.alerts.current();
const recorded = async () =>
  (await bed.events()).map(({ type }) => type).filter((type) => type.startsWith('Alert'));

describe('facts of one cause', () => {
  test('count on one alert with the last message, over a restart and each once', async () => {
    await raise(fact('a'));
    await bed.time.advance(1_000);
    await raise(fact('b'));
    await raise(fact('b'));
    for (const when of ['live', 'after a restart']) {
      expect(current(), when).toMatchObject([
        { alertId: ids.alert('a'), times: 2, timesBefore: 0, message: 'what happened in b' },
      ]);
      expect(current()[0]?.lastAt, when).not.toBe(current()[0]?.raisedAt);
      await bed.restart();
      await raise(fact('b'));
    }
    expect(await recorded()).toEqual(['AlertRaised', 'AlertRepeated']);
  });

  test('raise another alert once the first was acknowledged, which says how often it was before', async () => {
    await raise(fact('a'));
    await raise(fact('b'));
    await acknowledge('a');
    expect(current()).toEqual([]);
    await raise(fact('c'));
    await bed.restart();
    expect(current()).toMatchObject([{ alertId: ids.alert('c'), times: 1, timesBefore: 2 }]);
  });

  test('are not lost where the alert is acknowledged while the second one is recorded', async () => {
    await raise(fact('a'));
    const acknowledged = bed.engine.alerts.acknowledge([ids.alert('a')], operator);
    const second = bed.engine.alerts.raise(fact('b'));
    await bed.until(Promise.all([acknowledged, second]));
    expect(current()).toMatchObject([{ alertId: ids.alert('b'), times: 1 }]);
  });

  test('are counted once the store writes again', async () => {
    await raise(fact('a'));
    bed.disk.fault = { code: 'disk_full', message: 'no space left' };
    const second = bed.engine.alerts.raise(fact('b'));
    await bed.time.advance(1_000);
    bed.disk.fault = undefined;
    await bed.until(second);
    expect(current()).toMatchObject([{ alertId: ids.alert('a'), times: 2 }]);
  });
});

describe('a cause that lasts', () => {
  const lasting = (id: string) => fact(id, { lasts: true });

  test('keeps its alert in sight after somebody has seen it, by name, until it is gone', async () => {
    await raise(lasting('a'));
    await acknowledge('a');
    expect(bed.engine.alerts.open()).toEqual([]);
    await bed.restart();
    expect(current()).toMatchObject([
      { alertId: ids.alert('a'), acknowledged: { by: operator.actor, reason: operator.reason } },
    ]);
    expect(await acknowledge('a')).toMatchObject({ ok: false, error: { code: 'alert_unknown' } });
    await end('overfill:one');
    await bed.restart();
    expect(current()).toEqual([]);
    expect(await recorded()).toEqual(['AlertRaised', 'AlertAcknowledged', 'AlertEnded']);
  });

  test('is open again when it happens again after it was acknowledged', async () => {
    await raise(lasting('a'));
    await acknowledge('a');
    await raise(lasting('b'));
    expect(bed.engine.alerts.open()).toMatchObject([{ alertId: ids.alert('b'), timesBefore: 1 }]);
    expect(current()).toHaveLength(1);
  });

  test('that was made from no event has the same id when it begins again', async () => {
    await raise(lasting('a'));
    await end('overfill:one');
    await raise(lasting('a'));
    expect(current()).toMatchObject([{ alertId: ids.alert('a'), timesBefore: 1 }]);
  });

  test('that ends while the store can not write has its end on record later', async () => {
    await raise(lasting('a'));
    bed.disk.fault = { code: 'disk_full', message: 'no space left' };
    const ended = bed.engine.alerts.end(() => true, 'gone');
    await bed.time.advance(1_000);
    bed.disk.fault = undefined;
    await bed.until(ended);
    await bed.time.advance(1_000);
    expect(current()).toEqual([]);
    await bed.restart();
    expect(current()).toEqual([]);
  });
});

describe('a flood of causes', () => {
  const flood = async (count: number, change: Partial<Alert> = {}) => {
    for (let i = 0; i < count; i++) await raise(fact(`f${i}`, { cause: `cause:${i}`, ...change }));
  };

  test('is bounded for each kind: one alert counts all further causes, also over a restart', async () => {
    await flood(openPerKindMax + 30);
    for (const when of ['live', 'after a restart']) {
      expect(current(), when).toHaveLength(openPerKindMax + 1);
      expect(current().at(-1), when).toMatchObject({ times: 30, cause: 'further:overfill' });
      await bed.restart();
    }
    await raise(fact('other', { kind: 'fill_after_end', cause: 'other' }));
    expect(current()).toHaveLength(openPerKindMax + 2);
  });

  test('lets nothing count elsewhere that orders wait for', async () => {
    await flood(openPerKindMax + 5, { holdsOrders: true });
    expect(current()).toHaveLength(openPerKindMax + 5);
  });
});

describe('a mute', () => {
  const muted = () => current().map((alert) => bed.engine.alerts.muteOf(alert) !== undefined);
  const mute = (what: string, minutes = 10) => bed.until(bed.engine.alerts.mute(what, minutes, operator));

  test.each(['overfill', 'overfill:one'])(
    'of %s lets its alerts call nobody until it ends; they are recorded and counted',
    async (what) => {
      await raise(fact('a'));
      expect(await mute(what)).toMatchObject({ ok: true });
      await raise(fact('b'));
      await bed.restart();
      expect(muted()).toEqual([true]);
      expect(bed.engine.alerts.mutes()).toMatchObject([{ what, by: operator.actor, reason: 'test' }]);
      expect(current()).toMatchObject([{ times: 2 }]);
      await bed.time.advance(600_000);
      expect(muted()).toEqual([false]);
      expect(bed.engine.alerts.mutes()).toEqual([]);
    },
  );

  test('of another kind or cause changes nothing, and one that is taken back ends at once', async () => {
    await raise(fact('a'));
    await mute('fill_after_end');
    expect(muted()).toEqual([false]);
    await mute('overfill');
    expect(await bed.until(bed.engine.alerts.unmute('overfill', operator))).toMatchObject({ ok: true });
    expect(muted()).toEqual([false]);
    const again = await bed.until(bed.engine.alerts.unmute('overfill', operator));
    expect(again).toMatchObject({ ok: false, error: { code: 'mute_unknown' } });
  });

  test('of what holds orders is refused, and so is one of nothing that is known', async () => {
    await raise(fact('a', { holdsOrders: true }));
    for (const what of ['overfill', 'overfill:one', 'chain_broken', 'store_rolled_back']) {
      expect(await mute(what), what).toMatchObject({ ok: false, error: { code: 'mute_holds_orders' } });
    }
    expect(await mute('nothing')).toMatchObject({ ok: false, error: { code: 'mute_unknown' } });
  });

  test('that was there before keeps no alert quiet that holds orders', async () => {
    await mute('overfill');
    await raise(fact('a', { holdsOrders: true }));
    expect(muted()).toEqual([false]);
    expect(await bed.signal()).toMatchObject({ type: 'denied', reasons: [{ code: 'orders_held' }] });
  });
});

describe('a venue', () => {
  const kinds = () => current().map(({ kind }) => kind);

  test('that is away is an alert until it is connected again', async () => {
    bed.venue.disconnect();
    await bed.time.advance(100);
    expect(current()).toMatchObject([{ kind: 'venue_disconnected', venue: ids.venue('sim') }]);
    bed.venue.reconnect();
    await bed.until(bed.engine.settled());
    await bed.time.advance(100);
    expect(kinds()).toEqual([]);
  });

  test('behind an open breaker is an alert until it is closed', async () => {
    const guard = [...bed.engine.guards.values()][0];
    await bed.until(guard!.control.trip(operator));
    await bed.time.advance(100);
    expect(current()).toMatchObject([{ kind: 'breaker_open', venue: ids.venue('sim') }]);
    await bed.until(guard!.control.reset(operator));
    await bed.time.advance(100);
    expect(kinds()).toEqual([]);
  });
});

test('everything that a venue does beyond the terms of an order is on one alert for each order and kind', async () => {
  bed.venue.behaviour = 'rest';
  const orderId = await bed.order({ quantity: '5' });
  const other = await bed.order({ quantity: '5' });
  const first = bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('7'));
  bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('2'));
  bed.venue.fill(clientOrderIdOf(other, 0), decimal('6'));
  await bed.time.advance(100);
  bed.venue.correct(first, decimal('6'), decimal('1399'));
  await bed.time.advance(100);
  expect(
    current()
      .map(({ kind, stream, times }) => `${kind} ${stream} ${times}`)
      .toSorted(),
  ).toEqual(
    [
      `execution_corrected order-${orderId} 1`,
      `overfill order-${orderId} 2`,
      `overfill order-${other} 1`,
    ].toSorted(),
  );
});

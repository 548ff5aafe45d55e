import { describe, expect, onTestFinished, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import { memorySubscriptionCheckpoints } from '../../infra/memory/memorySubscriptionCheckpoints.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';
import { AlertWebhook } from './alertWebhook.ts';

interface Body {
  readonly position: number;
  readonly type: string;
  readonly severity?: string;
  readonly data: { readonly alertId: string; readonly kind?: string };
}

const fact = (id: string, change: Partial<Alert> = {}): Alert => ({
  alertId: ids.alert(id),
  kind: 'reinstated',
  holdsOrders: false,
  message: 'what happened',
  advice: 'Look at it.',
  ...change,
});

/** A desk, and a program that hears of its alerts. */
async function bench() {
  const checkpoints = memorySubscriptionCheckpoints();
  const bed = await TradingBed.open({}, undefined, { subscriptionCheckpoints: checkpoints });
  const heard: Body[] = [];
  const world = { takes: true, tries: 0, atOnce: 0, atOnceMax: 0 };
  const post = async (body: string): Promise<void> => {
    world.tries += 1;
    world.atOnceMax = Math.max(world.atOnceMax, (world.atOnce += 1));
    await new Promise<void>((resolve) => void bed.time.after(5, resolve));
    world.atOnce -= 1;
    if (!world.takes) throw new Error('it answers 500');
    heard.push(JSON.parse(body) as Body);
  };
  const subscribe = (): AlertWebhook => {
    const webhook = new AlertWebhook({
      alerts: bed.engine.alerts,
      scheduler: bed.time,
      store: bed.store,
      post,
    });
    bed.engine.bus.subscribeDurably(webhook);
    onTestFinished(() => webhook.close());
    return webhook;
  };
  return { bed, heard, world, subscribe };
}

const told = (heard: readonly Body[]) => heard.map(({ type, data }) => `${type} ${data.alertId}`);

describe('the webhook', () => {
  test('hears of a fact within five seconds, with its severity, and what a person did about it', async () => {
    const { bed, heard, subscribe } = await bench();
    subscribe();
    bed.venue.behaviour = 'rest';
    const orderId = await bed.order({ quantity: '2' });
    const filledAt = bed.time.now();
    const executionId = bed.venue.fill(clientOrderIdOf(orderId, 0), decimal('3'));
    for (let i = 0; i < 500 && heard.length === 0; i++) await bed.time.advance(10);
    expect(bed.time.now() - filledAt).toBeLessThanOrEqual(5_000_000);
    const alertId = ids.alert(`overfill:order-${orderId}:${executionId}`);
    expect(heard).toMatchObject([{ type: 'AlertRaised', severity: 'critical', data: { alertId } }]);
    await bed.until(bed.engine.alerts.acknowledge([alertId], operator));
    await bed.time.advance(100);
    expect(told(heard).slice(1)).toEqual([`AlertAcknowledged ${alertId}`]);
  });

  test('does not hear of what was muted before it began', async () => {
    const { bed, heard, subscribe } = await bench();
    await bed.until(bed.engine.alerts.mute('not_configured', 5, operator));
    subscribe();
    await bed.until(bed.engine.alerts.raise(fact('under the mute', { kind: 'not_configured' })));
    await bed.until(bed.engine.alerts.raise(fact('another', { kind: 'order_restated' })));
    await bed.time.advance(2_000);
    expect(told(heard)).toEqual(['AlertRaised another']);
  });

  test('that is dead is tried again ever later and one at a time, is an alert of its own, and misses nothing', async () => {
    const { bed, heard, world, subscribe } = await bench();
    subscribe();
    world.takes = false;
    await bed.until(bed.engine.alerts.raise(fact('a')));
    await bed.until(bed.engine.alerts.raise(fact('b')));
    await bed.time.advance(60_000);
    const failed = () => bed.engine.alerts.current().filter(({ kind }) => kind === 'webhook_failed');
    expect(failed()).toMatchObject([{ times: 1, message: 'the webhook takes no alerts: it answers 500' }]);
    expect(world.tries).toBeLessThan(12);
    world.takes = true;
    await bed.time.advance(31_000);
    expect(told(heard)).toEqual(['AlertRaised a', 'AlertRaised b']);
    expect(world.atOnceMax).toBe(1);
    expect(failed()).toEqual([]);
    const own = (await bed.events()).filter(
      ({ data }) => 'alertId' in data && data.alertId.startsWith('webhook_failed'),
    );
    expect(own.map(({ type }) => type)).toEqual(['AlertRaised', 'AlertEnded']);
  });

  test('goes on after a restart where it was, with what it has missed', async () => {
    const { bed, heard, world, subscribe } = await bench();
    const first = subscribe();
    await bed.until(bed.engine.alerts.raise(fact('a')));
    await bed.time.advance(2_000);
    world.takes = false;
    await bed.until(bed.engine.alerts.raise(fact('b')));
    await bed.time.advance(1_000);
    first.close();
    await bed.restart();
    world.takes = true;
    subscribe();
    await bed.until(bed.engine.alerts.raise(fact('c')));
    await bed.time.advance(1_000);
    expect(told(heard)).toEqual(['AlertRaised a', 'AlertRaised b', 'AlertRaised c']);
    expect(heard.map(({ position }) => position)).toEqual(
      heard.map(({ position }) => position).toSorted((x, y) => x - y),
    );
  });

  test('hears nothing of what is muted or only repeats', async () => {
    const { bed, heard, subscribe } = await bench();
    subscribe();
    await bed.until(bed.engine.alerts.mute('not_configured', 5, operator));
    await bed.until(bed.engine.alerts.raise(fact('muted', { kind: 'not_configured' })));
    await bed.until(bed.engine.alerts.raise(fact('a', { cause: 'one' })));
    await bed.until(bed.engine.alerts.raise(fact('b', { cause: 'one' })));
    await bed.time.advance(1_000);
    expect(heard.map(({ type, data }) => [type, data.kind])).toEqual([
      ['AlertsMuted', undefined],
      ['AlertRaised', 'reinstated'],
    ]);
  });

  test('hears nothing of what is muted where the clock was set back meanwhile, and of it once that has ended', async () => {
    const { bed, heard, subscribe } = await bench();
    subscribe();
    await bed.until(bed.engine.alerts.mute('not_configured', 5, operator));
    bed.time.stepWall(-60_000);
    await bed.until(bed.engine.alerts.raise(fact('muted', { kind: 'not_configured' })));
    await bed.time.advance(300_000);
    expect(told(heard)).toHaveLength(1);
    await bed.time.advance(62_000);
    expect(told(heard).slice(1)).toEqual(['AlertRaised muted']);
  });

  test('hears of what was raised under a mute once the mute has ended, where it still stands', async () => {
    const { bed, heard, subscribe } = await bench();
    subscribe();
    const { alerts } = bed.engine;
    await bed.until(alerts.mute('not_configured', 5, operator));
    const raise = async (id: string) =>
      bed.until(bed.engine.alerts.raise(fact(id, { kind: 'not_configured', lasts: true })));
    await raise('stands');
    await raise('ends');
    await bed.until(alerts.end(({ alertId }) => alertId === 'ends', 'it is configured'));
    await bed.time.advance(200_000);
    expect(heard.map(({ type }) => type)).toEqual(['AlertsMuted']);
    await bed.time.advance(102_000);
    expect(told(heard).slice(1)).toEqual(['AlertRaised stands']);
    await bed.until(alerts.end(({ alertId }) => alertId === 'stands', 'it is configured'));
    await bed.time.advance(2_000);
    expect(told(heard).slice(2)).toEqual(['AlertEnded stands']);
  });

  test('hears of it also where the mute is taken back, and after a restart under the mute', async () => {
    const { bed, heard, subscribe } = await bench();
    const first = subscribe();
    await bed.until(bed.engine.alerts.mute('reinstated', 5, operator));
    await bed.until(bed.engine.alerts.raise(fact('a')));
    await bed.time.advance(2_000);
    first.close();
    await bed.restart();
    subscribe();
    await bed.time.advance(2_000);
    expect(heard.map(({ type }) => type)).toEqual(['AlertsMuted']);
    await bed.until(bed.engine.alerts.unmute('reinstated', operator));
    await bed.time.advance(5_000);
    expect(heard.map(({ type }) => type)).toEqual(['AlertsMuted', 'AlertsUnmuted', 'AlertRaised']);
  });

  const refused = (id: string): Alert =>
    fact(id, { kind: 'configuration_refused', cause: 'configuration_refused', lasts: true });

  test('hears of no end at a start of what was raised under a mute, also where another mute took its place', async () => {
    const { bed, heard, subscribe } = await bench();
    const first = subscribe();
    await bed.until(bed.engine.alerts.mute('configuration_refused', 5, operator));
    await bed.until(bed.engine.alerts.raise(refused('a')));
    await bed.until(bed.engine.alerts.mute('configuration_refused', 60, operator));
    await bed.time.advance(2_000);
    first.close();
    await bed.restart();
    subscribe();
    await bed.time.advance(2_000);
    expect(bed.engine.alerts.current()).toEqual([]);
    expect(heard.map(({ type }) => type)).toEqual(['AlertsMuted', 'AlertsMuted']);
  });

  test('hears that it was raised before it hears of the end, where the mute was taken back right before the start', async () => {
    const { bed, heard, subscribe } = await bench();
    const first = subscribe();
    await bed.until(bed.engine.alerts.mute('configuration_refused', 5, operator));
    await bed.until(bed.engine.alerts.raise(refused('a')));
    await bed.time.advance(3_000);
    await bed.until(bed.engine.alerts.unmute('configuration_refused', operator));
    first.close();
    await bed.restart();
    subscribe();
    await bed.time.advance(2_000);
    expect(told(heard.filter(({ data }) => 'alertId' in data))).toEqual(['AlertRaised a', 'AlertEnded a']);
  });

  test('hears of both, in order, where it was out of reach at the start at which the alert ended', async () => {
    const { bed, heard, world, subscribe } = await bench();
    const first = subscribe();
    world.takes = false;
    await bed.until(bed.engine.alerts.raise(refused('a')));
    await bed.time.advance(2_000);
    first.close();
    await bed.restart();
    subscribe();
    await bed.time.advance(5_000);
    await bed.until(bed.engine.alerts.mute('configuration_refused', 5, operator));
    world.takes = true;
    await bed.time.advance(31_000);
    expect(told(heard).slice(0, 2)).toEqual(['AlertRaised a', 'AlertEnded a']);
  });

  test('that begins on a desk hears of what is open first, and nothing of what is acknowledged, over or muted', async () => {
    const { bed, heard, subscribe } = await bench();
    const { alerts } = bed.engine;
    const lasting = (id: string): Alert => fact(id, { cause: id, lasts: true });
    for (const id of ['over', 'acknowledged', 'open']) await bed.until(alerts.raise(lasting(id)));
    await bed.until(alerts.raise(fact('muted', { kind: 'not_configured' })));
    await bed.until(alerts.mute('not_configured', 5, operator));
    await bed.until(alerts.end(({ alertId }) => alertId === 'over', 'mended'));
    await bed.until(alerts.acknowledge([ids.alert('acknowledged')], operator));
    subscribe();
    await bed.time.advance(2_000);
    expect(told(heard)).toEqual(['AlertRaised open']);
    await bed.until(alerts.end(({ alertId }) => alertId !== 'muted', 'mended'));
    await bed.time.advance(2_000);
    expect(told(heard).slice(1)).toEqual(['AlertEnded open']);
    await bed.until(alerts.unmute('not_configured', operator));
    await bed.time.advance(2_000);
    expect(told(heard).slice(3)).toEqual(['AlertRaised muted']);
  });
});

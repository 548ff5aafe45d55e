/** A dry run says beforehand what a submission comes to: risk, and what stands at the venue's door. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import { limitSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { parseTradingScope } from '../../domain/trading/tradingScope.ts';
import { operator, spx, TradingBed } from '../trading/testing/tradingBed.ts';

const sim = 'sim' as VenueId;
let bed: TradingBed;

beforeEach(async () => {
  bed = await TradingBed.open();
  bed.venue.behaviour = 'rest';
});

function guard() {
  const found = bed.engine.guards.get(sim);
  if (found === undefined) throw new Error('the venue has a guard');
  return found;
}

const dryRun = () => bed.engine.intake.dryRun(limitSignal('dry', {}), operator.actor);
const verdictOf = (rule: string) => dryRun().risk?.rules.find((one) => one.rule === rule)?.verdict;

/** Why the dry run refuses, and why the order is denied. */
async function bothSay(): Promise<{ readonly dry: readonly string[]; readonly denied: readonly string[] }> {
  const wordsOf = ({ code, message }: Refusal): string => `${code}: ${message}`;
  const dry = dryRun().refusals.map(wordsOf);
  const outcome = await bed.signal();
  return { dry, denied: outcome.type === 'denied' ? outcome.reasons.map(wordsOf) : [] };
}

test('an open way is told as such: nothing is refused, and the order goes', async () => {
  expect(dryRun().refusals).toEqual([]);
  const door = ['venue_not_connected', 'breaker_open', 'venue_unreconciled', 'trading_state'];
  expect(door.map(verdictOf)).toEqual(['pass', 'pass', 'pass', 'pass']);
  expect(await bed.signal()).toMatchObject({ type: 'ordered' });
});

test.each(['trip', 'isolate'] as const)('a breaker after %s', async (action) => {
  await bed.until(guard().control[action](operator));
  const { dry, denied } = await bothSay();
  expect(dry).toEqual([expect.stringMatching(/^breaker_open: /)]);
  expect(denied).toEqual(dry);
});

test('a record that differs', async () => {
  bed.venue.forget(clientOrderIdOf(await bed.order(), 0));
  await bed.until(bed.engine.reconciliation.run(sim, operator));
  const { dry, denied } = await bothSay();
  expect(dry).toEqual([expect.stringMatching(/^venue_unreconciled: /)]);
  expect(denied).toEqual(dry);
});

test('an alert that holds orders, and a halted scope', async () => {
  const scope = parseTradingScope('desk');
  if (scope === undefined) throw new Error('the desk is a scope');
  await bed.until(bed.engine.trading.setState(scope, 'halted', operator));
  const { dry, denied } = await bothSay();
  expect(dry).toEqual([expect.stringMatching(/^trading_state: /)]);
  expect(denied).toEqual(dry);
  const message = 'the test wants orders held';
  const alert = {
    alertId: ids.alert('overfill:x'),
    kind: 'overfill',
    holdsOrders: true,
    message,
    advice: 'a',
  } as const;
  await bed.until(bed.engine.alerts.raise(alert));
  const held = await bothSay();
  expect(held.dry).toEqual([expect.stringMatching(/^orders_held: /)]);
  expect(held.denied).toEqual(held.dry);
});

test('a venue that is not connected', () => {
  bed.venue.disconnect();
  expect(dryRun().refusals).toMatchObject([{ code: 'venue_not_connected', actual: 'not connected' }]);
});

test('a venue that is silent is warned of', async () => {
  bed.venue.answers = false;
  await bed.time.advance(10_000);
  expect(verdictOf('venue_not_connected')).toBe('warn');
  expect(dryRun()).toMatchObject({ refusals: [], risk: { level: 'high' } });
});

test('an engine that takes nothing', async () => {
  await bed.until(bed.engine.stop('test'));
  expect(dryRun().refusals).toMatchObject([{ code: 'not_running' }]);
});

test('the collar tells a distance with its sign, and why a price away from the market passes', () => {
  bed.venue.quote(spx, decimal('1600'));
  const collar = dryRun().risk?.rules.find(({ rule }) => rule === 'price_collar');
  expect(collar).toMatchObject({
    verdict: 'pass',
    input: '-12.5',
    use: 0,
    message: 'price 1400 is 12.5 % below the reference 1600: the collar holds back only a buy above it',
  });
});

const more = { quantity: decimal('11') };
const amendDryRun = async () => bed.until(bed.engine.orders.dryRunAmend(orderId, more));
let orderId: Awaited<ReturnType<TradingBed['order']>>;

/** What the dry run of an amend refuses with, the rules of the door that deny in it, and the amend's own refusal. */
async function amendSays() {
  const { refusals, risk } = await amendDryRun();
  const denied = risk?.rules.filter(({ verdict }) => verdict === 'deny').map(({ rule }) => rule);
  const amended = await bed.until(bed.engine.orders.amend(orderId, more, operator));
  return { dry: refusals.map(({ code }) => code), denied, code: amended.ok ? undefined : amended.error.code };
}

describe('an amend', () => {
  beforeEach(async () => {
    orderId = await bed.order();
  });

  test('has connection, breaker and record as rows of its dry run', async () => {
    const { refusals, risk } = await amendDryRun();
    expect(refusals).toEqual([]);
    expect(risk?.rules.slice(-3).map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual([
      'venue_not_connected pass',
      'breaker_open pass',
      'venue_unreconciled pass',
    ]);
    expect(await bed.until(bed.engine.orders.amend(orderId, more, operator))).toEqual({ ok: true });
  });

  test.each(['trip', 'isolate'] as const)('is refused by the row of the breaker after %s', async (action) => {
    await bed.until(guard().control[action](operator));
    expect(await amendSays()).toEqual({
      dry: ['breaker_open'],
      denied: ['breaker_open'],
      code: 'breaker_open',
    });
    const { refusals, risk } = await amendDryRun();
    expect(risk?.rules.find(({ rule }) => rule === 'breaker_open')?.message).toBe(refusals[0]?.message);
  });

  test('is refused by the row of a record that differs', async () => {
    bed.venue.forget(clientOrderIdOf(await bed.order(), 0));
    await bed.until(bed.engine.reconciliation.run(sim, operator));
    expect(await amendSays()).toEqual({
      dry: ['venue_unreconciled'],
      denied: ['venue_unreconciled'],
      code: 'venue_unreconciled',
    });
  });

  test('tells every closed door, not only the first', async () => {
    await bed.until(guard().control.isolate(operator));
    bed.venue.disconnect();
    const { refusals } = await amendDryRun();
    expect(refusals.map(({ code }) => code).toSorted()).toEqual(['breaker_open', 'venue_not_connected']);
  });
});

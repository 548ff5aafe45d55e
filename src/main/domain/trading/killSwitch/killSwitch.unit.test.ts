import { expect, test } from 'vitest';
import { engineActor, type OrderId, type StrategyId, type VenueId } from '../../../../shared/kernel/ids.ts';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import { samplePlace } from '../testing/samplePlace.ts';
import { decideKillSwitch } from './decideKillSwitch.ts';
import { evolveKillSwitch } from './evolveKillSwitch.ts';
import { flattenIdOf } from './flattenIds.ts';
import type { KillSwitchEvent, KillSwitchRecord } from './killSwitchEvents.ts';
import { engagedKillSwitch, isUnderWay, openRows, type KillSwitch } from './killSwitchState.ts';

const time = epochMicros(0);
const { venue: sim, account, symbol } = samplePlace;
const strategy = 'kill-switch' as StrategyId;
const [alpha, beta] = ['alpha' as VenueId, 'beta' as VenueId];
const askedAt = '2026-11-23T10:00:00.000000Z';
const proofOf = (venue: VenueId) => ({ venue, askedAt, openOrdersElsewhere: 0 });

function engaged(flatten = false, fault?: string): KillSwitch {
  const startedAt = '2026-11-23T09:00:00.000000Z';
  const origin = {
    killId: 'k',
    scope: 'desk',
    flatten,
    reason: 'test',
    actor: engineActor('test'),
    startedAt,
  };
  return engagedKillSwitch(origin, fault);
}

function after(state: KillSwitch, ...events: readonly (KillSwitchRecord | KillSwitchEvent)[]): KillSwitch {
  return events.reduce((now, event) => evolveKillSwitch(now, { ...event, time } as KillSwitchEvent), state);
}

function seen(id: string, status: 'accepted' | 'canceled', venue = sim): KillSwitchEvent {
  return {
    type: 'OrdersSeen',
    orders: [{ orderId: id as OrderId, symbol, venue, leavesQuantity: '1', status }],
  };
}

function flattening(venue: VenueId, orderId: OrderId): KillSwitchRecord {
  const order = { orderId, account, strategy, symbol, side: 'sell' } as const;
  const orders = [{ ...order, quantity: '1' }];
  return { type: 'KillSwitchFlattening', data: { killId: 'k', venue, attempt: 1, orders } };
}

function completed(result: 'cleared' | 'flat', ...venues: readonly VenueId[]): KillSwitchRecord {
  const data = { killId: 'k', scope: 'desk', result, rows: {}, venues: venues.map(proofOf), positions: [] };
  return { type: 'KillSwitchCompleted', data };
}

test('an order that closes a position never gets the number of another, also where one could not be recorded', () => {
  const state = after(
    engaged(true),
    flattening(alpha, flattenIdOf('k', 1)),
    // The second went to another venue and could not be recorded.
    flattening(beta, flattenIdOf('k', 3)),
  );
  expect(state.flattenOrders).toBe(3);
});

test('what the venues proved before it was done is no proof once something came to life again', () => {
  const done = after(engaged(), completed('cleared', alpha, beta));
  expect(done).toMatchObject({
    status: 'cleared',
    proofs: new Map([
      [alpha, {}],
      [beta, {}],
    ]),
  });
  const alive = after(done, seen('o', 'accepted', beta));
  expect(isUnderWay(alive)).toBe(true);
  expect(alive).toMatchObject({ status: 'canceling', proofs: new Map() });
});

test('an order that came to life while the end was being recorded keeps it from being done', () => {
  const proven = after(engaged(), seen('o', 'accepted'), seen('o', 'canceled'), {
    type: 'VenueProved',
    proof: proofOf(sim),
  });
  const [end] = decideKillSwitch({ type: 'Complete', venues: [sim], held: [] }, proven).slice(-1);
  expect(end).toMatchObject({ type: 'KillSwitchCompleted', data: { result: 'cleared' } });
  const late = after(proven, seen('p', 'accepted'), end as KillSwitchRecord);
  expect(late.status).toBe('canceling');
  expect(openRows(late)).toBe(1);
});

test('the wish to close positions too, made while "cleared" was being recorded, is carried through', () => {
  const flattens = { type: 'KillSwitchFlattenRequested', data: { killId: 'k', reason: 'out' } } as const;
  const state = after(engaged(), flattens, completed('cleared', sim));
  expect(state).toMatchObject({ status: 'canceling', flatten: true });
});

test('what it knows of its venues does not outlive its end, and it can not end off record', () => {
  const unrecorded = after(engaged(false, 'disk full'), completed('cleared', sim), {
    type: 'VenueProved',
    proof: proofOf(sim),
  });
  expect(unrecorded).toMatchObject({ status: 'off_record', fault: 'disk full' });
  expect(decideKillSwitch({ type: 'Complete', venues: [sim], held: [] }, unrecorded)).toEqual([]);
  expect(decideKillSwitch({ type: 'Record' }, after(unrecorded, seen('o', 'accepted')))).toEqual([]);
});

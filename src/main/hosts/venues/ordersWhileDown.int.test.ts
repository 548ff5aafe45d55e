/** A whole desk whose FIX session is down: a cancel that an operator asks for meanwhile, and an order. */
import { expect, test, vi } from 'vitest';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { msgTypeOf, tags, valueOf } from '../../infra/venues/fix/codec/fixMessage.ts';
import { ScriptedVenue } from '../../infra/venues/fix/testing/scriptedVenue.ts';
import { operator, reportOf, scriptedRuntime } from './testing/scriptedRuntime.ts';

test('a cancel stays pending and leaves once, first after the logon; an order is refused', async () => {
  const venue = new ScriptedVenue();
  const engine = await scriptedRuntime(venue);
  const limit = { orderType: 'limit', limitPrice: '1400.25', timeInForce: 'DAY' };
  const signal = engine.intake.submit(sampleSignal('S-1', limit), { actor: operator });
  const orderId = valueOf(await venue.hears('D'), tags.clOrdId) as OrderId;
  venue.say('8', reportOf(orderId, '0'));
  await signal.outcome;
  const isNow = (status: string): Promise<void> =>
    vi.waitFor(() => expect(engine.queries.getOrder(orderId)?.status).toBe(status), 20_000);
  await isNow('accepted');

  // The session is gone, and the venue answers no Logon until the desk has been asked for the cancel.
  venue.isPolite = false;
  const before = venue.heard.length;
  venue.cut();
  await venue.hears('A', 2);
  expect(await engine.orders.cancel(orderId, { actor: operator, reason: 'out' })).toMatchObject({ ok: true });
  await engine.intake.submit(sampleSignal('S-2', limit), { actor: operator }).outcome;
  await isNow('pending_cancel');

  venue.isPolite = true;
  venue.say('A', [
    [tags.encryptMethod, '0'],
    [tags.heartBtInt, '30'],
  ]);
  const cancel = await venue.hears('F');
  expect(valueOf(cancel, tags.origClOrdId)).toBe(orderId);
  venue.say('8', reportOf(orderId, '4'));
  await isNow('canceled');
  await engine.settled();
  expect(venue.of('F')).toHaveLength(1);
  const ofOrders = venue.heard
    .slice(before)
    .map(msgTypeOf)
    .filter((type) => 'DFGH'.includes(type));
  expect(ofOrders[0]).toBe('F');
  expect(ofOrders.filter((type) => type === 'D')).toEqual([]);
});

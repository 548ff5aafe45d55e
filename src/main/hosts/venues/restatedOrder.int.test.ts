/** A whole desk whose venue changes an order by itself. */
import { expect, test, vi } from 'vitest';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { tags, valueOf } from '../../infra/venues/fix/codec/fixMessage.ts';
import { ScriptedVenue } from '../../infra/venues/fix/testing/scriptedVenue.ts';
import { operator, reportOf, scriptedRuntime } from './testing/scriptedRuntime.ts';

test('the order works with the new terms and ends with them, and the history has both', async () => {
  const venue = new ScriptedVenue();
  const engine = await scriptedRuntime(venue);
  const limit = { orderType: 'limit', limitPrice: '1400.25', timeInForce: 'DAY', quantity: '10' };
  const signal = engine.intake.submit(sampleSignal('S-1', limit), { actor: operator });
  const orderId = valueOf(await venue.hears('D'), tags.clOrdId) as OrderId;
  venue.say('8', reportOf(orderId, '0'));
  await signal.outcome;
  const declined = [
    [tags.orderQty, '6'],
    [tags.price, '1400'],
    [tags.execRestatementReason, '5'],
  ] as const;
  venue.say('8', reportOf(orderId, 'D', declined));
  const order = () => engine.queries.getOrder(orderId);
  await vi.waitFor(() => expect(order()).toMatchObject({ quantity: '6', limitPrice: '1400' }), 20_000);
  expect(engine.alerts.open()).toMatchObject([
    {
      kind: 'order_restated',
      message: expect.stringContaining('quantity 10 is 6 now, limit price 1400.25 is 1400 now'),
    },
  ]);
  const fill = [
    [tags.lastQty, '6'],
    [tags.lastPx, '1400'],
  ] as const;
  venue.say('8', reportOf(orderId, '2', fill));
  await vi.waitFor(() => expect(order()).toMatchObject({ status: 'filled', filledQuantity: '6' }), 20_000);
  const types: string[] = [];
  for await (const { type } of engine.store.read(`order-${orderId}` as never)) types.push(type);
  expect(types).toEqual(expect.arrayContaining(['OrderRestated', 'OrderFilled']));
  await engine.settled();
});

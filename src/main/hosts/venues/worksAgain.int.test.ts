/** A whole desk whose venue works an order that it had reported as ended. */
import { expect, test, vi } from 'vitest';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { tags, valueOf, type Field } from '../../infra/venues/fix/codec/fixMessage.ts';
import { ScriptedVenue } from '../../infra/venues/fix/testing/scriptedVenue.ts';
import { operator, reportOf, scriptedRuntime } from './testing/scriptedRuntime.ts';

test('a person is told, and a kill switch cancels the order before it says that nothing works', async () => {
  const venue = new ScriptedVenue();
  const engine = await scriptedRuntime(venue);
  const limit = { orderType: 'limit', limitPrice: '1400.25', timeInForce: 'DAY', quantity: '10' };
  const signal = engine.intake.submit(sampleSignal('S-1', limit), { actor: operator });
  const orderId = valueOf(await venue.hears('D'), tags.clOrdId) as OrderId;
  venue.say('8', reportOf(orderId, '0'));
  await signal.outcome;
  const order = () => engine.queries.getOrder(orderId);
  venue.say('8', reportOf(orderId, '4'));
  await vi.waitFor(() => expect(order()).toMatchObject({ status: 'canceled' }), 20_000);

  const working: readonly Field[] = [
    [tags.cumQty, '0'],
    [tags.leavesQty, '10'],
  ];
  venue.say('8', reportOf(orderId, '5', working));
  await vi.waitFor(() => expect(order()).toMatchObject({ status: 'accepted' }), 20_000);
  await vi.waitFor(
    () =>
      expect(engine.alerts.open()).toMatchObject([
        { kind: 'reinstated', message: expect.stringContaining('works with 10 open') },
      ]),
    20_000,
  );

  const reason = 'all out';
  const killed = await engine.trading.kill({ kind: 'desk' }, { flatten: false }, { actor: operator, reason });
  expect(killed).toMatchObject({ ok: true });
  const cancel = await venue.hears('F');
  expect(valueOf(cancel, tags.origClOrdId)).toBe(orderId);
  expect(engine.trading.ledgers()[0]?.provenAt).toBeUndefined();
  venue.say('8', reportOf(orderId, '4'));
  await vi.waitFor(() => expect(engine.trading.ledgers()[0]?.provenAt).toBeDefined(), 20_000);
});

/**
 * The whole engine against a venue that loses requests, answers and outcomes,
 * and drops its connection, with a store that fails and an engine that is
 * killed between any two steps: once all is well again, both records say the
 * same, nothing was sent twice, and what is filled is protected.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal, formatDecimal } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { orderIdOfClient } from '../../domain/order/clientOrderIds.ts';
import { isTerminal } from '../../domain/order/orderState.ts';
import type { Behaviour, RequestBehaviour } from '../../simulation/testing/scriptedVenue.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

type Step =
  | { readonly do: 'signal'; readonly bracket: boolean }
  | { readonly do: 'behave'; readonly as: Behaviour }
  | { readonly do: 'requests'; readonly as: RequestBehaviour }
  | { readonly do: 'fill'; readonly which: number; readonly quantity: number; readonly silent: boolean }
  | { readonly do: 'end'; readonly which: number; readonly silent: boolean }
  | { readonly do: 'cancel' | 'amend'; readonly which: number; readonly quantity: number }
  | { readonly do: 'answers' | 'disk'; readonly well: boolean }
  | { readonly do: 'disconnect' | 'reconnect' | 'restart' }
  | { readonly do: 'wait'; readonly ms: number };

const which = fc.nat({ max: 30 });
const quantity = fc.integer({ min: 1, max: 10 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('signal' as const), bracket: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('behave' as const),
      as: fc.constantFrom('rest', 'rest', 'fill', 'reject', 'lose_answer', 'lose_request', 'not_sent'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('requests' as const),
      as: fc.constantFrom('take', 'take', 'lose_request', 'lose_outcome', 'refuse'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('fill' as const), which, quantity, silent: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), which, silent: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'amend' as const), which, quantity }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('answers' as const, 'disk' as const), well: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('disconnect' as const, 'reconnect' as const, 'restart' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 10, 100, 1_500, 8_000) }),
  },
);

async function play(bed: TradingBed, one: Step): Promise<void> {
  const { venue, engine } = bed;
  switch (one.do) {
    case 'signal':
      void bed.submit(one.bracket ? { takeProfit: '1410', stopLoss: '1390' } : {});
      return;
    case 'behave':
      venue.behaviour = one.as;
      return;
    case 'requests':
      venue.requests = one.as;
      return;
    case 'fill':
    case 'end': {
      const record = venue.records[one.which % Math.max(1, venue.records.length)];
      if (record === undefined || isTerminal(record.status)) return;
      // What the venue says without a connection reaches nobody.
      const silent = one.silent || !venue.connected;
      if (one.do === 'end') {
        venue.end(record.clientOrderId, 'canceled', silent);
        return;
      }
      const open = record.quantity - record.filledQuantity;
      const filled = decimal(String(one.quantity));
      if (filled <= open) venue.fill(record.clientOrderId, filled, silent);
      return;
    }
    case 'cancel':
    case 'amend': {
      const rows = engine.queries.getActiveOrders();
      const row = rows[one.which % Math.max(1, rows.length)];
      if (row === undefined || row.parentOrderId !== undefined) return;
      const orderId = row.orderId;
      if (one.do === 'cancel') void engine.orders.cancel(orderId, operator);
      else void engine.orders.amend(orderId, { quantity: decimal(String(one.quantity)) }, operator);
      return;
    }
    case 'answers':
      venue.answers = one.well;
      return;
    case 'disk':
      bed.disk.fault = one.well ? undefined : { code: 'disk_full', message: 'no space left' };
      return;
    case 'disconnect':
      if (venue.connected) venue.disconnect();
      return;
    case 'reconnect':
      if (!venue.connected) venue.reconnect();
      return;
    case 'restart':
      // An engine does not start on a store that can't write.
      bed.disk.fault = undefined;
      while (bed.store.writeFault() !== undefined) await bed.time.advance(100);
      await bed.restart();
      return;
    default:
      await bed.time.advance(one.ms);
  }
}

async function heal(bed: TradingBed): Promise<void> {
  const { venue } = bed;
  bed.disk.fault = undefined;
  venue.behaviour = 'rest';
  venue.requests = 'take';
  venue.answers = true;
  if (venue.connected) venue.disconnect();
  await bed.time.advance(2_000);
  venue.reconnect();
  await bed.time.advance(180_000);
}

async function faultsOf(bed: TradingBed): Promise<readonly string[]> {
  const { engine, venue } = bed;
  const faults: string[] = [];
  const gate = engine.reconciliation.gate('sim' as VenueId);
  if (gate !== 'open') {
    faults.push(`the gate is ${gate}: ${JSON.stringify(engine.reconciliation.report('sim' as VenueId))}`);
  }
  const twice = venue.submissions.filter((id, index) => venue.submissions.indexOf(id) !== index);
  if (twice.length > 0) faults.push(`sent twice: ${twice.join(' ')}`);
  for (const record of venue.records) {
    const row = engine.queries.getOrder(orderIdOfClient(record.clientOrderId));
    const there = [record.status, formatDecimal(record.filledQuantity)];
    const here = [row?.status, row?.filledQuantity];
    if (!isTerminal(record.status)) {
      there.push(record.clientOrderId, formatDecimal(record.quantity));
      here.push(row?.clientOrderId, row?.quantity);
    }
    if (here.join() !== there.join()) faults.push(`${here.join(' ')} here, ${there.join(' ')} there`);
  }
  const known = new Set<string>(venue.records.map(({ clientOrderId }) => orderIdOfClient(clientOrderId)));
  for (const row of (await engine.queries.getOrderHistory({})).rows) {
    if (!isTerminal(row.status) && !known.has(row.orderId)) faults.push(`${row.orderId} is ${row.status}`);
  }
  for (const { orderId, quantity: bare } of engine.brackets.unprotected()) {
    faults.push(`${bare} of ${orderId} is unprotected`);
  }
  const received = (await bed.events()).filter(({ type }) => type === 'SignalReceived').length;
  const outcomes = (await engine.queries.getOrderHistory({})).rows.filter(
    (row) => row.parentOrderId === undefined,
  );
  const rejected = (await bed.events()).filter(({ type }) => type === 'SignalRejected').length;
  if (received !== outcomes.length + rejected) {
    faults.push(`${received} signals, ${outcomes.length} orders and ${rejected} rejections`);
  }
  return faults;
}

test('both records agree once all is well again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), async (steps) => {
      const bed = await TradingBed.open();
      bed.venue.behaviour = 'rest';
      for (const one of steps) await play(bed, one);
      await heal(bed);
      expect(await faultsOf(bed)).toEqual([]);
    }),
    { numRuns: 500 },
  );
}, 300_000);

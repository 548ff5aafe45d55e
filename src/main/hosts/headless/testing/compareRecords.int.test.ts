/** The comparison that the tests of crashes stand on finds each kind of contradiction. */
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import { describe, expect, it } from 'vitest';
import { runToEnd } from './deskProcess.ts';
import { contradictions, readRecords, type Records } from './compareRecords.ts';
import { ndjson, sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { tempDesk } from './tempDesk.ts';

describe('the comparison of two records', () => {
  it('finds nothing where all is well, and names each thing that is not', async () => {
    const { data, file } = tempDesk();
    const signals = [
      sampleSignal('S-1'),
      sampleSignal('S-2', { side: 'sell' }),
      sampleSignal('S-3', { quantity: '0' }),
    ];
    expect((await runToEnd('replay', file('s.ndjson', ndjson(signals)), '--data', data)).code).toBe(0);
    const good = await readRecords(data);
    expect(contradictions(good)).toEqual([]);

    const { events, orders, venue } = good;
    const fill = events.find(({ type }) => type === 'OrderFilled');
    const intent = events.find(({ type }) => type === 'OrderSubmitting');
    const [order] = orders;
    const [venueOrder, otherOrder] = venue.orders;
    if (!fill || !intent || !order || !venueOrder || !otherOrder) throw new Error('two orders were filled');
    const other = orders.slice(1);
    const planted: readonly (readonly [Partial<Records>, RegExp])[] = [
      [{ events: events.filter((event) => event !== fill) }, /is not in the store$/],
      [{ events: [...events, fill] }, /counted twice$/],
      [{ venue: { ...venue, executions: venue.executions.slice(1) } }, /is not at the venue$/],
      [{ events: [...events, intent] }, /was given out twice$/],
      [{ events: events.filter((event) => event !== intent) }, /without an intent on record$/],
      [
        { venue: { ...venue, orders: [{ ...venueOrder, repeatedSubmissions: 1 }, otherOrder] } },
        /came 2 times$/,
      ],
      [{ venue: { ...venue, orders: [otherOrder] } }, /unknown at the venue$/],
      [{ orders: other }, /^the store does not know /],
      [{ orders: other }, /has 0 outcomes$/],
      [{ orders: [...orders, { ...order, orderId: 'another' as OrderId }] }, /has 2 outcomes$/],
      [{ events: events.filter(({ type }) => type !== 'SignalRejected') }, /has 0 outcomes$/],
      [{ orders: [{ ...order, status: 'in_doubt' }, ...other] }, /is in_doubt$/],
      [{ orders: [{ ...order, status: 'canceled' }, ...other] }, /is canceled here and filled at the venue$/],
      [{ orders: [{ ...order, filledQuantity: '1' }, ...other] }, /has filled 1 here and 10 at the venue$/],
    ];
    for (const [change, message] of planted) {
      expect(contradictions({ ...good, ...change })).toContainEqual(expect.stringMatching(message));
    }
  });
});

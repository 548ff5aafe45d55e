import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { add, decimal, formatDecimal, zero } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import type { SubmitAnswer } from '../../../engine/ports.ts';
import { freshId } from '../testing/venueHarness.ts';
import { readSimRecord } from './record/testing/readSimRecord.ts';
import { seededRandom } from './faults/seededRandom.ts';
import { sampleTerms } from './testing/sampleTerms.ts';
import { SimTestBed, spx, type Client } from './testing/simTestBed.ts';

let bed: SimTestBed;
let client: Client;

beforeEach(async () => {
  bed = new SimTestBed();
  await bed.start();
  client = await bed.connect();
});

afterEach(() => bed.dispose());

const inFlight = 50;
const rounds = 4;

/** Submits without pause until the connection is lost; keeps what was answered. */
async function submitUntilLost(
  answers: Map<ClientOrderId, SubmitAnswer>,
  unanswered: Map<ClientOrderId, OrderTerms>,
  onAnswer: () => void,
): Promise<void> {
  const random = seededRandom(`load ${answers.size}`);
  const lane = async () => {
    for (;;) {
      const id = freshId();
      const terms = sampleTerms(random.next() < 0.3 ? { limitPrice: decimal('1390') } : {});
      try {
        answers.set(id, await client.venue.submit(terms, id, neverAborted));
        onAnswer();
      } catch {
        unanswered.set(id, terms);
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

describe('kill -9 of the venue', () => {
  it('keeps it from no start with what rests against the house, and trades that', async () => {
    const id = freshId();
    await client.venue.submit(
      sampleTerms({ quantity: decimal('100000'), limitPrice: decimal('1400.25') }),
      id,
      neverAborted,
    );
    const before = (await client.venue.queryOrder(id, neverAborted))!;
    expect(before).toMatchObject({ status: 'partially_filled' });
    await bed.kill();
    await bed.sim.exited;
    await bed.start();
    await expect.poll(() => client.venue.connected).toBe(true);
    const after = (await client.venue.queryOrder(id, neverAborted))!;
    expect(after.filledQuantity).toBeGreaterThan(before.filledQuantity);
    const executions = await client.venue.executions({ clientOrderId: id }, neverAborted);
    expect(executions.reduce((sum, { quantity }) => add(sum, quantity), zero)).toBe(after.filledQuantity);
  });

  it('loses nothing that was acknowledged or reported, and doubles nothing', async () => {
    const { venue, listener } = client;
    const answers = new Map<ClientOrderId, SubmitAnswer>();
    const unanswered = new Map<ClientOrderId, OrderTerms>();
    for (let round = 1; round <= rounds; round++) {
      const killAt = answers.size + 137 * round;
      await submitUntilLost(answers, unanswered, () => {
        if (answers.size === killAt) void bed.kill();
      });
      await bed.sim.exited;
      await bed.start();
      await listener.until('the new connection', () => listener.connections === round + 1);
    }
    const accepted = [...answers].filter(([, answer]) => answer.type === 'accepted').map(([id]) => id);
    expect(accepted.length).toBeGreaterThan(rounds * 137);

    const { orders, executions } = readSimRecord(bed.record);
    const recorded = new Map(orders.map((order) => [order.clientOrderId, order]));
    expect(recorded.size).toBe(orders.length);
    expect(accepted.filter((id) => !recorded.has(id))).toEqual([]);
    const executed = new Map(executions.map((execution) => [execution.executionId, execution]));
    const heard = listener.reports.filter((report) => report.type === 'filled');
    const missing = heard.filter(
      (fill) => executed.get(fill.executionId)?.quantity !== formatDecimal(fill.quantity),
    );
    expect(missing).toEqual([]);

    const filled = new Map<number, ReturnType<typeof decimal>>();
    for (const { orderSequence, quantity } of executions) {
      filled.set(orderSequence, add(filled.get(orderSequence) ?? zero, decimal(quantity)));
    }
    const differing = orders.filter(
      (order) => formatDecimal(filled.get(order.sequence) ?? zero) !== order.filledQuantity,
    );
    expect(differing).toEqual([]);

    // What was never answered can be sent again under its id, whether it had arrived or not.
    for (const [id, terms] of unanswered) await venue.submit(terms, id, neverAborted);
    const again = readSimRecord(bed.record).orders;
    expect(again).toHaveLength(answers.size + unanswered.size);
    const open = await venue.listOpenOrders(neverAborted);
    expect(open).toHaveLength(again.filter(({ status }) => status === 'accepted').length);
  });

  it('keeps the priority of resting orders', async () => {
    const { venue, listener } = client;
    const ids = [freshId(), freshId(), freshId()];
    for (const id of ids) await venue.submit(sampleTerms({ limitPrice: decimal('1390') }), id, neverAborted);
    const grown = freshId();
    const [first = grown] = ids;
    const quantity = decimal('11');
    await venue.replace(
      { clientOrderId: first, newClientOrderId: grown, symbol: spx, quantity },
      neverAborted,
    );
    await listener.heard('replaced', first);
    await bed.kill();
    await bed.start();
    await listener.until('the new connection', () => listener.connections === 2);
    await venue.control.send({ type: 'movePrice', symbol: spx, price: '1380' });
    const fills = listener.reports.filter(({ type }) => type === 'filled');
    expect(fills.map(({ clientOrderId }) => clientOrderId)).toEqual([...ids.slice(1), grown]);
  });
});

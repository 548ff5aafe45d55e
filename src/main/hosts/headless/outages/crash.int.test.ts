/** Kill -9 in the middle of a stream of signals, against a venue that keeps its own record. */
import { describe, expect, it } from 'vitest';
import { add, decimal, formatDecimal, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import { isTerminal } from '../../../domain/order/orderState.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import { readSimRecord } from '../../../infra/venues/sim/record/testing/readSimRecord.ts';
import { venueRecordFile } from '../../venues/startVenues.ts';
import { RunningDesk } from '../testing/deskProcess.ts';
import { runHere } from '../testing/runHere.ts';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { tempDesk } from '../testing/tempDesk.ts';

/** A test of minutes at most; the machine may be busy with others. */
const settleMsMax = 30_000;

async function ordersOf(data: string): Promise<readonly OrderView[]> {
  return (await runHere('orders', '--data', data, '--json')).json<OrderView>();
}

function signalsOf(round: number, count: number) {
  return Array.from({ length: count }, (_, index) =>
    sampleSignal(`R${round}-${index}`, {
      side: index % 2 === 0 ? 'buy' : 'sell',
      ...(index % 5 === 0 && { orderType: 'limit', limitPrice: '1455', timeInForce: 'IOC' }),
    }),
  );
}

/** Executed quantity by client order id, as the venue's own record has it. */
function executedAtVenue(data: string): Map<string, Decimal> {
  const { executions } = readSimRecord(venueRecordFile(data, 'sim' as VenueId));
  const executed = new Map<string, Decimal>();
  for (const { clientOrderId, quantity } of executions) {
    executed.set(clientOrderId, add(executed.get(clientOrderId) ?? zero, decimal(quantity)));
  }
  return executed;
}

describe('desk run, killed', () => {
  it('loses nothing that it acknowledged and doubles nothing', async () => {
    const { data } = tempDesk();
    const acknowledged = new Set<string>();
    for (const [round, answeredBefore] of [15, 160, 420].entries()) {
      const desk = new RunningDesk('--data', data, '--signals', '-');
      await desk.answered(1);
      desk.send(...signalsOf(round, 600));
      await desk.answered(1 + answeredBefore);
      desk.kill('SIGKILL');
      expect((await desk.ended).signal).toBe('SIGKILL');
      expect(await runHere('verify', '--data', data)).toMatchObject({ code: 0 });
      for (const { type, signalId } of desk.answers) {
        if (type === 'acknowledged') acknowledged.add(String(signalId));
      }
    }
    expect(acknowledged.size, 'each was killed in the middle').toBeLessThan(3 * 600);

    const desk = new RunningDesk('--data', data, '--signals', '-');
    await desk.answered(1);
    // The producer has not heard of all: it sends everything again.
    const everything = [0, 1, 2].flatMap((round) => signalsOf(round, 600));
    desk.send(...everything);
    const answers = (await desk.answered(1 + everything.length)).slice(1);
    const heardOf = answers.filter(({ signalId }) => acknowledged.has(String(signalId)));
    expect(heardOf.filter(({ duplicate }) => duplicate !== true)).toEqual([]);
    const unsettled = async () => (await ordersOf(data)).filter(({ status }) => !isTerminal(status)).length;
    await expect.poll(unsettled, { timeout: settleMsMax, interval: 200 }).toBe(0);
    desk.kill('SIGTERM');
    expect((await desk.ended).code).toBe(0);

    const orders = await ordersOf(data);
    expect(orders.length).toBe(everything.length);
    expect(new Set(orders.map(({ signalId }) => signalId)).size).toBe(everything.length);
    const { orders: atVenue } = readSimRecord(venueRecordFile(data, 'sim' as VenueId));
    expect(atVenue.filter(({ repeatedSubmissions }) => repeatedSubmissions > 0)).toEqual([]);
    const executed = executedAtVenue(data);
    for (const { clientOrderId = '', filledQuantity, orderId } of orders) {
      expect(filledQuantity, orderId).toBe(formatDecimal(executed.get(clientOrderId) ?? zero));
    }
    const known = new Set<string | undefined>(orders.map(({ clientOrderId }) => clientOrderId));
    expect([...executed.keys()].filter((clientOrderId) => !known.has(clientOrderId))).toEqual([]);
    expect(await runHere('verify', '--data', data)).toMatchObject({ code: 0 });
  });
});

/** A desk that trades with QuickFIX's `executor`, whose own log of the messages is the independent record. */
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import {
  msgTypeOf,
  seqNumOf,
  tags,
  valueOf,
  type FixMessage,
} from '../../../infra/venues/fix/codec/fixMessage.ts';
import { parseMessage } from '../../../infra/venues/fix/codec/parseMessage.ts';
import { QuickFix } from '../../../infra/venues/fix/testing/quickFix.ts';
import { scriptedDesk } from '../../../infra/venues/fix/testing/scriptedDesk.ts';
import { ofType, readOwnRecords } from './compareRecords.ts';

/** The name under which the desk's configuration has the venue. */
export const executorId = 'exec' as VenueId;

/** The venue is killed with the test. */
export function executorIn(folder: string, port: number): QuickFix {
  const executor = new QuickFix({
    program: 'executor',
    folder: join(folder, 'executor'),
    port,
    beginString: 'FIX.4.4',
    compId: 'VENUE',
    desks: ['DESK'],
  });
  onTestFinished(() => executor.kill());
  return executor;
}

/** The configuration of a desk on which so many orders are under way at a time. */
export function executorDesk(port: number, orders: number): object {
  const bulkhead = { capacity: orders, queueDepthMax: 10_000, cancelReserve: 10 };
  const { instruments, venues } = scriptedDesk(port, { schedule: null });
  return {
    instruments,
    venues: venues.map((venue) => ({ ...venue, bulkhead })),
    maxConcurrentOrders: 2 * orders,
  };
}

/** What the venue has logged, by direction, in its order. */
export function logged(executor: QuickFix, direction: 'incoming' | 'outgoing'): readonly FixMessage[] {
  return executor.messages('DESK').flatMap((line) => {
    const parsed = parseMessage(line.raw);
    return line.direction === direction && parsed.ok ? [parsed.value] : [];
  });
}

/** Whether a message is sent for the first time. */
export const isFirst = (message: FixMessage): boolean => valueOf(message, tags.possDupFlag) !== 'Y';

export function each(messages: readonly FixMessage[], msgType: string, tag: number): readonly string[] {
  return messages.filter((one) => msgTypeOf(one) === msgType).map((one) => valueOf(one, tag) ?? '');
}

function expectRising(messages: readonly FixMessage[]): void {
  const numbers = messages.map((one) => seqNumOf(one) ?? 0);
  const back = numbers.findIndex((number, index) => number <= (numbers[index - 1] ?? 0));
  expect(back < 0 ? 'rising' : `${numbers[back - 1]} and then ${numbers[back]}`).toBe('rising');
}

/** Nothing is lost and nothing doubled, by the venue's log. Returns the ids of the orders that it took. */
export async function expectAlike(
  executor: QuickFix,
  data: string,
  seed: string,
): Promise<readonly string[]> {
  const outgoing = logged(executor, 'outgoing');
  const fresh = logged(executor, 'incoming').filter(isFirst);
  const ids = each(fresh, 'D', tags.clOrdId);
  expect(new Set(ids).size, `seed ${seed}: an id came twice`).toBe(ids.length);
  expectRising(fresh);
  expectRising(outgoing.filter(isFirst));

  const { events, orders: views } = await readOwnRecords(data);
  const counted = ofType(events, 'OrderFilled').map(
    ({ streamId, data: fill }) => `${streamId} ${fill.executionId}`,
  );
  expect(new Set(counted).size, `seed ${seed}: an execution counts twice`).toBe(counted.length);
  const filledHere = views
    .filter(({ status }) => status === 'filled')
    .map(({ clientOrderId }) => String(clientOrderId));
  const filledThere = each(outgoing.filter(isFirst), '8', tags.clOrdId);
  expect(new Set(filledHere), `seed ${seed}`).toEqual(new Set(filledThere));
  expect(counted.length, `seed ${seed}`).toBe(filledHere.length);
  return ids;
}

import { expect, it } from 'vitest';
import { parseClientOrderId, parseOrderId, trusted } from '../../../../shared/kernel/ids.ts';
import type { ReconciliationDifference } from '../../../domain/venue/venueEvents.ts';
import { lookInto, type CompareDependencies } from './compareVenue.ts';

const orderId = trusted(parseOrderId, 'o1');
const clientOrderId = trusted(parseClientOrderId, 'o1');
const exit: ReconciliationDifference = {
  kind: 'unknown_order',
  orderId: trusted(parseOrderId, 'o1-sl'),
  detail: 'the exit',
  resolved: true,
};

it.each<[string, readonly ReconciliationDifference[]]>([
  ['came into the store while its adoption waited', []],
  ['was not among the orders that were adopted', [exit]],
])('an order that %s is looked into as our own', async (_how, adopted) => {
  const inDoubt = { status: 'in_doubt', clientOrderId, terms: { orderId, venue: 'sim' } };
  const found = [undefined, inDoubt, inDoubt];
  const checked: string[] = [];
  const dependencies = {
    guard: { venue: { id: 'sim' } },
    handler: { order: () => Promise.resolve(found.shift()), refusalOn: () => undefined },
    adoption: { adopt: () => Promise.resolve(adopted) },
    check: (id: string) => checked.push(id),
  } as unknown as CompareDependencies;
  const looked = await lookInto(dependencies, orderId, clientOrderId, true);
  expect(looked).toEqual({ differences: adopted, unanswered: orderId });
  expect(checked).toEqual([orderId]);
});

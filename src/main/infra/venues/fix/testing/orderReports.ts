/** An order of ours and reports about it, made tag by tag, for tests of what the venue says of orders. */
import type { VenueReport } from '../../../../engine/ports.ts';
import type { FixFact, OrderNotice } from '../application/fixFact.ts';
import type { Dialect } from '../application/dialect.ts';
import { FixOrders } from '../application/fixOrders.ts';
import type { Field } from '../codec/fixMessage.ts';
import { fromVenue } from './scriptedMessages.ts';

export type Change = Readonly<Record<number, string | undefined>>;

/** The fields of a report about order C1, changed by tag; undefined takes a field away. */
export function report(change: Change = {}): readonly Field[] {
  const base: Change = {
    37: 'V1',
    11: 'C1',
    17: 'E1',
    150: '0',
    39: '0',
    55: 'SPX',
    54: '1',
    14: '0',
    151: '10',
  };
  return Object.entries({ ...base, ...change }).flatMap(([tag, value]) =>
    value === undefined ? [] : [[Number(tag), value] as const],
  );
}

export function ordersWithOne(dialect?: Dialect): FixOrders {
  const orders = new FixOrders(dialect);
  const terms = [
    [35, 'D'],
    [11, 'C1'],
    [55, 'SPX'],
    [54, '1'],
    [38, '10'],
    [40, '2'],
    [44, '1400'],
    [59, '0'],
  ] as const;
  orders.sent(1, 2, { fields: terms });
  return orders;
}

export const hear = (orders: FixOrders, change: Change, type = '8'): readonly FixFact[] =>
  orders.received(1, fromVenue(type, 9, report(change)));

export function reportsOf(facts: readonly FixFact[]): readonly VenueReport[] {
  return facts.flatMap((fact) => (fact.type === 'report' ? [fact.report] : []));
}

export const typesOf = (facts: readonly FixFact[]) => reportsOf(facts).map(({ type }) => type);
export const trade = (id: string, quantity: string, status = '1') => ({
  150: 'F',
  39: status,
  17: id,
  32: quantity,
  31: '1399.5',
});

export const noticesOf = (facts: readonly FixFact[]): readonly OrderNotice[] =>
  facts.flatMap((fact) => (fact.type === 'notice' ? [fact] : []));

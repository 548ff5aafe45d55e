import { expect, test } from 'vitest';
import { ids } from '../../../../shared/kernel/testing/ids.ts';
import { groupDecimal } from '../../../format/decimals.ts';
import { order } from '../../../testing/orders.ts';
import { measureOf } from '../../../model/orders/termsWarnings.ts';
import { shiftedAmendments, type AmendShift } from './amendForm.ts';
import { problemGroups, problemsOf, findWarnings, type OrderGroup } from './orderGroups.ts';

const instrument = {
  symbol: ids.symbol('SPX'),
  currency: 'USD',
  venues: [ids.venue('sim')],
  tickSize: '0.25',
  lotSize: '1',
  quantityMin: '1',
  quantityMax: '1000000',
};
const market = {
  symbol: ids.symbol('SPX'),
  last: '1400',
  bid: '1399.75',
  ask: '1400.25',
  source: 'sim',
  ageMs: 5,
};
const resting = ['1390', '1391', '1392'].map((limitPrice, at) =>
  order({ orderId: ids.order(`o${at}`), quantity: String(10 + at), limitPrice }),
);
const earlier = Array.from({ length: 6 }, (_, at) =>
  order({ orderId: ids.order(`e${at}`), quantity: '10', limitPrice: '1390', status: 'filled' }),
);
function groups(shift: AmendShift, orders = resting, others = earlier): readonly OrderGroup[] {
  const measure = measureOf('SPX', { market, old: false }, { ofSymbol: others, ofDesk: others }, [
    instrument,
  ]);
  const search = findWarnings(orders, shiftedAmendments(orders, shift), others, () => measure);
  for (let step = search.next(); ; step = search.next()) if (step.done === true) return step.value;
}
const set = (text: string): AmendShift => ({ price: '', quantity: { kind: 'set', text } });
const move = (price: string): AmendShift => ({ price, quantity: { kind: 'move', text: '' } });

test('what speaks against several orders is one line for all of a kind', () => {
  expect(groups(set('600'))).toMatchObject([
    {
      key: 'unusual_size',
      text: 'Size 600 is more than 5 times the usual 10 of the last 6 orders',
      orderIds: [ids.order('o0'), ids.order('o1'), ids.order('o2')],
    },
    { key: 'unusual_value', text: "the value is far above the desk's usual one" },
  ]);
  expect(groups(move('9.25'))).toMatchObject([
    {
      key: 'crosses_market',
      text: `Crosses the ask ${groupDecimal('1400.25')}: would trade at once`,
      orderIds: [ids.order('o1'), ids.order('o2')],
    },
  ]);
  expect(groups(move('-0.25'))).toEqual([]);
});

test('each order is compared with the others as they will be', () => {
  const alike = [
    order({ orderId: ids.order('a'), quantity: '3' }),
    order({ orderId: ids.order('b'), quantity: '4' }),
  ];
  expect(groups(set('5'), alike, [])).toMatchObject([
    { key: 'far_from_market' },
    { key: 'crosses_market' },
    {
      key: 'duplicate',
      text: 'One such order works already: same side, size and price',
      orderIds: [ids.order('a'), ids.order('b')],
    },
  ]);
});

test('orders that would be refused are gathered by the reason', () => {
  const shift = set('10.5');
  const problems = problemsOf(resting, shiftedAmendments(resting, shift), [instrument]);
  expect(problemGroups(problems)).toEqual([
    {
      key: 'the quantity is off the lot 1',
      text: 'the quantity is off the lot 1',
      orderIds: [ids.order('o0'), ids.order('o1'), ids.order('o2')],
    },
  ]);
});

import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { EventView } from '../../../shared/contract/events.ts';
import { eventLine } from './eventLine.ts';

const fill = {
  streamId: 'order-o1',
  type: 'OrderFilled',
  data: {
    evidence: 'venue',
    executionId: ids.execution('x1'),
    lastQuantity: '3',
    lastPrice: '1432.25',
    cumulativeQuantity: '3',
  },
} as unknown as EventView;

test('the line of a fill says side, symbol, quantity and price', () => {
  const line = eventLine(fill, new Map([[ids.order('o1'), { side: 'sell', symbol: ids.symbol('SPX') }]]));
  expect(line.replaceAll('\u00a0', ' ')).toMatch(/^Sell SPX · 3 at 1 432\.25/);
});

test('without its order, and for an event with terms, the line is the summary', () => {
  expect(eventLine(fill, new Map())).toMatch(/^3 at/);
});

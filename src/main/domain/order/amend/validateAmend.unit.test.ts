import { expect, test } from 'vitest';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import type { ReplaceTerms } from '../orderState.ts';
import type { OrderTerms } from '../orderTerms.ts';
import { validateAmend } from './validateAmend.ts';

const stopLoss: OrderTerms = {
  orderId: 'o-sl' as never,
  signalId: 's' as never,
  account: 'main' as never,
  strategy: 'manual' as never,
  venue: 'sim' as never,
  symbol: 'SPX' as never,
  side: 'sell',
  quantity: decimal('10'),
  orderType: 'stop',
  stopPrice: decimal('90'),
  timeInForce: 'GTC',
  reduceOnly: true,
  parent: { orderId: 'o' as never, role: 'stop_loss' },
};

/** Nothing is known of the market. */
const subject = {
  instrument: undefined,
  route: undefined,
  accountKnown: true,
  venueTimesInForce: [],
  venueOrderTypes: [],
};

const codes = (change: ReplaceTerms) =>
  validateAmend({ terms: stopLoss }, change, subject, 0 as unknown as EpochMicros).map(({ code }) => code);

test('a new level of an exit is refused while no price of the market is known; its quantity passes', () => {
  expect(codes({ stopPrice: decimal('85') })).toEqual(['reference_missing']);
  expect(codes({ stopPrice: decimal('90'), quantity: decimal('9') })).toEqual([]);
  expect(codes({ quantity: decimal('9') })).toEqual([]);
});

/** For tests: where an order trades. */
import {
  parseAccountId,
  parseStrategyId,
  parseTicker,
  parseVenueId,
  trusted,
} from '../../../../shared/kernel/ids.ts';
import type { ScopedTerms } from '../tradingScope.ts';

export const samplePlace = {
  venue: trusted(parseVenueId, 'sim'),
  account: trusted(parseAccountId, 'main'),
  strategy: trusted(parseStrategyId, 'manual'),
  symbol: trusted(parseTicker, 'SPX'),
} satisfies ScopedTerms;

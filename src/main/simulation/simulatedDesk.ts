/** The desk of a run: two venues, three symbols, two accounts, and limits so small that orders reach them. */
import { decimal } from '../../shared/kernel/decimal.ts';
import { parseAccountId, parseTicker, parseVenueId, trusted, type VenueId } from '../../shared/kernel/ids.ts';
import {
  defaultConfiguration,
  defaultVenueSettings,
  type EngineConfiguration,
  type VenueSettings,
} from '../engine/configuration.ts';

const alpha = trusted(parseVenueId, 'alpha');
const beta = trusted(parseVenueId, 'beta');

export const simulatedVenues = [alpha, beta] as const;

/** With four eyes, two persons must agree on what loosens some of the limits. */
export function simulatedDesk(hasFourEyes: boolean): EngineConfiguration {
  const defaults = defaultConfiguration();
  const instrument = {
    currency: 'USD',
    tickSize: decimal('0.25'),
    lotSize: decimal('1'),
    quantityMin: decimal('1'),
    quantityMax: decimal('1000'),
  };
  return {
    ...defaults,
    accounts: [trusted(parseAccountId, 'main'), trusted(parseAccountId, 'hedge')],
    instruments: [
      { ...instrument, symbol: trusted(parseTicker, 'SPX'), venue: alpha },
      { ...instrument, symbol: trusted(parseTicker, 'NDX'), venue: alpha },
      { ...instrument, symbol: trusted(parseTicker, 'DAX'), venue: beta },
    ],
    venues: simulatedVenues.map(tightSettings),
    maxConcurrentOrders: 6,
    intakeQueueDepthMax: 8,
    risk: {
      ...defaults.risk,
      marketDataAgeMaxMs: decimal('20000'),
      orderQuantityMax: decimal('300'),
      orderNotionalMax: decimal('250000'),
      positionMax: { hard: decimal('500'), fourEyes: hasFourEyes },
      ...(hasFourEyes && { scopes: fourEyed }),
    },
  };
}

const fourEyed = {
  'account:hedge': {
    orderQuantityMax: { soft: decimal('14'), hard: decimal('40'), fourEyes: true },
    openOrdersMax: { hard: decimal('12'), fourEyes: true },
  },
};

function tightSettings(venue: VenueId): VenueSettings {
  const usual = defaultVenueSettings(venue);
  return {
    ...usual,
    ackTimeoutMs: 2_000,
    limiter: { ratePerSecond: 20, burst: 10, queueDepthMax: 10 },
    bulkhead: { capacity: 4, queueDepthMax: 10, cancelReserve: 2 },
  };
}

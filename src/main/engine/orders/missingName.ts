/** What the configuration lacks for an order or a position that is there all the same. */
import { venuesOf } from '../../domain/instrument/instrument.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { Place } from './exposureBook.ts';

export type Names = Pick<EngineConfiguration, 'venues' | 'instruments' | 'accounts'>;

/** The first missing name on which an order or a position depends: its venue, its instrument or its account. */
export function missingName({ venues, instruments, accounts }: Names, place: Place): string | undefined {
  const { venue, symbol, account } = place;
  if (!venues.some((one) => one.venue === venue)) return `venue ${venue}`;
  if (!instruments.some((one) => one.symbol === symbol && venuesOf(one).some((id) => id === venue))) {
    return `instrument ${symbol} at venue ${venue}`;
  }
  return accounts.some((one) => one === account) ? undefined : `account ${account}`;
}

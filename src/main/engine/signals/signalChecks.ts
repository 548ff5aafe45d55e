/** The signal's rules bound to this desk: its instruments, accounts and venues. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { validateSignal } from '../../domain/signal/validateSignal.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { Venue } from '../ports.ts';

export interface SignalChecks {
  instrument(symbol: string): Instrument | undefined;
  validate(signal: Signal, now: EpochMicros): readonly Refusal[];
}

export function signalChecks(
  configuration: EngineConfiguration,
  venues: readonly Venue[],
  marketPriceOf: (symbol: string) => Decimal | undefined,
): SignalChecks {
  const instruments = new Map<string, Instrument>(configuration.instruments.map((one) => [one.symbol, one]));
  const accounts = new Set<string>(configuration.accounts);
  const capabilities = new Map(venues.map((venue) => [venue.id, venue.capabilities]));
  return {
    instrument: (symbol) => instruments.get(symbol),
    validate(signal, now) {
      const instrument = instruments.get(signal.symbol);
      const can = instrument && capabilities.get(instrument.venue);
      return validateSignal(
        signal,
        {
          instrument,
          accountKnown: accounts.has(signal.account),
          venueTimesInForce: can?.timesInForce ?? [],
          venueOrderTypes: can?.orderTypes ?? [],
          marketPrice: marketPriceOf(signal.symbol),
        },
        configuration,
        now,
      );
    },
  };
}

/** The rules of form for signals and amends, with this desk's instruments, accounts and venues. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import { validateAmend } from '../../domain/order/amend/validateAmend.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { validateSignal, type ValidationSubject } from '../../domain/signal/validateSignal.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { Venue } from '../ports.ts';

export interface SignalChecks {
  instrument(symbol: string): Instrument | undefined;
  /** Whether the market has sent a price of the symbol since the start. */
  isPriced(symbol: string): boolean;
  validate(signal: Signal, now: EpochMicros): readonly Refusal[];
  validateAmend(order: Order, change: ReplaceTerms, now: EpochMicros): readonly Refusal[];
}

export function signalChecks(
  configuration: EngineConfiguration,
  venues: readonly Venue[],
  marketPriceOf: (symbol: string) => Decimal | undefined,
): SignalChecks {
  const instruments = new Map<string, Instrument>(configuration.instruments.map((one) => [one.symbol, one]));
  const accounts = new Set<string>(configuration.accounts);
  const capabilities = new Map(venues.map((venue) => [venue.id, venue.capabilities]));
  const subjectOf = ({ symbol, account }: Pick<Signal, 'symbol' | 'account'>): ValidationSubject => {
    const instrument = instruments.get(symbol);
    const can = instrument && capabilities.get(instrument.venue);
    return {
      instrument,
      accountKnown: accounts.has(account),
      venueTimesInForce: can?.timesInForce ?? [],
      venueOrderTypes: can?.orderTypes ?? [],
      marketPrice: marketPriceOf(symbol),
    };
  };
  return {
    instrument: (symbol) => instruments.get(symbol),
    isPriced: (symbol) => marketPriceOf(symbol) !== undefined,
    validate: (signal, now) => validateSignal(signal, subjectOf(signal), configuration, now),
    validateAmend: (order, change, now) => validateAmend(order, change, subjectOf(order.terms), now),
  };
}

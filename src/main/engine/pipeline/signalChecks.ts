/** The rules of form for signals and amends, with this desk's instruments, accounts and venues. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import {
  parseAccountId,
  parseTicker,
  parseVenueId,
  type VenueId,
  type Ticker,
  type AccountId,
} from '../../../shared/kernel/ids.ts';
import { ok, type Result } from '../../../shared/kernel/result.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import { validateAmend } from '../../domain/order/amend/validateAmend.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { routeOf, type Route } from '../../domain/signal/route.ts';
import { validateSignal, type ValidationSubject } from '../../domain/signal/validateSignal.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { Venue } from '../ports.ts';

export interface SignalChecks {
  instrument(symbol: Ticker): Instrument | undefined;
  /** Finds the venue for the order of a signal whose symbol is traded here. */
  route(signal: Signal): Result<Route, Refusal>;
  /** The venue to which an input leads, as far as it can be read; undefined when it leads nowhere. */
  venueFor(input: unknown): VenueId | undefined;
  /** Whether the market has sent a price of the symbol since the start. */
  isPriced(symbol: Ticker): boolean;
  validate(signal: Signal, now: EpochMicros): readonly Refusal[];
  validateAmend(order: Order, change: ReplaceTerms, now: EpochMicros): readonly Refusal[];
}

export function signalChecks(
  configuration: EngineConfiguration,
  venues: readonly Venue[],
  marketPriceOf: (symbol: Ticker, venue?: VenueId) => Decimal | undefined,
): SignalChecks {
  const instruments = new Map<Ticker, Instrument>(configuration.instruments.map((one) => [one.symbol, one]));
  const accounts = new Set<AccountId>(configuration.accounts);
  const capabilities = new Map(venues.map((venue) => [venue.id, venue.capabilities]));
  const routed = (
    signal: Pick<Signal, 'account' | 'symbol' | 'venue'>,
  ): ReturnType<typeof routeOf> | undefined => {
    const instrument = instruments.get(signal.symbol);
    return instrument && routeOf(signal, instrument, configuration);
  };
  const subjectOf = (
    { symbol, account }: Pick<Signal, 'symbol' | 'account'>,
    route: ValidationSubject['route'],
  ): ValidationSubject => {
    const venue = route?.ok === true ? route.value.venue : undefined;
    const can = venue && capabilities.get(venue);
    return {
      instrument: instruments.get(symbol),
      route,
      accountKnown: accounts.has(account),
      venueTimesInForce: can?.timesInForce ?? [],
      venueOrderTypes: can?.orderTypes ?? [],
      marketPrice: marketPriceOf(symbol, venue),
    };
  };
  return {
    instrument: (symbol) => instruments.get(symbol),
    route(signal) {
      const route = routed(signal);
      invariant(route !== undefined, `validated symbol ${signal.symbol} has an instrument`);
      return route;
    },
    venueFor(input) {
      if (typeof input !== 'object' || input === null) return undefined;
      const account = parseAccountId(Reflect.get(input, 'account'));
      const symbol = parseTicker(Reflect.get(input, 'symbol'));
      const venue = parseVenueId(Reflect.get(input, 'venue'));
      if (account === undefined || symbol === undefined) return undefined;
      const route = routed({ account, symbol, ...(venue !== undefined && { venue }) });
      return route?.ok === true ? route.value.venue : undefined;
    },
    isPriced: (symbol) => marketPriceOf(symbol) !== undefined,
    validate: (signal, now) => validateSignal(signal, subjectOf(signal, routed(signal)), configuration, now),
    validateAmend: (order, change, now) =>
      validateAmend(order, change, subjectOf(order.terms, ok(order.terms)), now),
  };
}

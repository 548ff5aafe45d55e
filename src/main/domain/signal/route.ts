/**
 * Finds the venue of a signal's order. The signal's own venue comes first, then the route of its account and symbol,
 * then the route of its account, then the symbol's own venue. The most specific one is taken or refused: an order never
 * goes to a venue that its route does not name.
 */
import type { AccountId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { venuesOf, type Instrument } from '../instrument/instrument.ts';
import type { RiskDecisionRecord, RuleResult } from '../order/riskDecision.ts';
import type { Signal } from './signal.ts';

/** Orders of an account go to this venue: those in one symbol, or in every symbol that has no route of its own. */
export interface AccountRoute {
  readonly account: AccountId;
  readonly symbol?: Ticker;
  readonly venue: VenueId;
}

/** Why an order goes where it goes. */
export const routeReasons = ['signal', 'account and symbol', 'account', 'symbol'] as const;

export interface Route {
  readonly venue: VenueId;
  readonly by: (typeof routeReasons)[number];
}

export interface Routing {
  readonly routes: readonly AccountRoute[];
  readonly venues: readonly { readonly venue: VenueId }[];
}

/** Refusals: `unknown_venue` for a venue that is not configured, `no_route` for one that does not trade the symbol. */
export function routeOf(
  signal: Pick<Signal, 'account' | 'symbol' | 'venue'>,
  instrument: Instrument,
  { routes, venues }: Routing,
): Result<Route, Required<Refusal>> {
  const route = routeTaken(signal, instrument.venue, routes);
  const trading = venuesOf(instrument);
  if (trading.includes(route.venue)) return ok(route);
  const { venue, by } = route;
  const known = venues.map((one) => one.venue);
  if (!known.includes(venue)) {
    const expected = `one of ${known.join(', ')}`;
    const message = `venue ${venue} is not configured`;
    return err({ code: 'unknown_venue', field: 'venue', message, actual: venue, expected });
  }
  const expected = trading.join(' or ');
  const leads = by === 'signal' ? 'the signal' : `the route of account ${signal.account}`;
  const message = `${leads} leads to venue ${venue}, which does not trade ${signal.symbol}`;
  return err({ code: 'no_route', field: 'venue', message, actual: venue, expected });
}

/** The venue that the signal and the routes lead to, whether or not it trades the symbol. `otherwise` is the symbol's own. */
export function routeTaken<Venue extends string>(
  signal: { readonly account: string; readonly symbol: string; readonly venue?: Venue | undefined },
  otherwise: Venue,
  routes: readonly {
    readonly account: string;
    readonly symbol?: string | undefined;
    readonly venue: Venue;
  }[],
): { readonly venue: Venue; readonly by: Route['by'] } {
  const { account, symbol, venue } = signal;
  if (venue !== undefined) return { venue, by: 'signal' };
  const ofAccount = routes.filter((route) => route.account === account);
  const exact = ofAccount.find((route) => route.symbol === symbol);
  if (exact !== undefined) return { venue: exact.venue, by: 'account and symbol' };
  const wide = ofAccount.find((route) => route.symbol === undefined);
  if (wide !== undefined) return { venue: wide.venue, by: 'account' };
  return { venue: otherwise, by: 'symbol' };
}

/** Adds the route that was taken to the order's decision record. */
export function withRoute(decision: RiskDecisionRecord, { venue, by }: Route): RiskDecisionRecord {
  const message = `goes to venue ${venue} by its ${by}`;
  const rule: RuleResult = { rule: 'route', verdict: 'pass', input: venue, limit: by, message };
  return { ...decision, rules: [rule, ...decision.rules] };
}

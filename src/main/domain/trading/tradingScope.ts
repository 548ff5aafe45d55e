/**
 * The scope of a trading state or a kill switch: the whole desk, or all orders of one venue, account, strategy or
 * symbol.
 */
import {
  parseAccountId,
  parseStrategyId,
  parseTicker,
  parseVenueId,
  type AccountId,
  type StrategyId,
  type Ticker,
  type VenueId,
} from '../../../shared/kernel/ids.ts';
import { namesOf } from '../../../shared/kernel/names.ts';

export type TradingScope =
  | { readonly kind: 'desk' }
  | { readonly kind: 'venue'; readonly id: VenueId }
  | { readonly kind: 'account'; readonly id: AccountId }
  | { readonly kind: 'strategy'; readonly id: StrategyId }
  | { readonly kind: 'symbol'; readonly id: Ticker };

const kinds: Readonly<Record<TradingScope['kind'], true>> = {
  desk: true,
  venue: true,
  account: true,
  strategy: true,
  symbol: true,
};
export const scopeKinds = namesOf(kinds);

/** The terms of an order that decide its scopes; every order is in five. */
export interface ScopedTerms {
  readonly venue: VenueId;
  readonly account: AccountId;
  readonly strategy: StrategyId;
  readonly symbol: Ticker;
}

export const deskScope: TradingScope = { kind: 'desk' };
export const scopeExpectation = 'desk, venue:ID, account:ID, strategy:ID or symbol:ID';

/**
 * Reads a scope from text: `desk`, `venue:sim`, `account:main`, `strategy:cross`, `symbol:SPX`; undefined for any other
 * text.
 */
export function parseTradingScope(text: unknown): TradingScope | undefined {
  if (text === 'desk') return deskScope;
  if (typeof text !== 'string') return undefined;
  const colon = text.indexOf(':');
  const id = text.slice(colon + 1);
  switch (text.slice(0, Math.max(0, colon))) {
    case 'venue':
      return scopeOf('venue', parseVenueId(id));
    case 'account':
      return scopeOf('account', parseAccountId(id));
    case 'strategy':
      return scopeOf('strategy', parseStrategyId(id));
    case 'symbol':
      return scopeOf('symbol', parseTicker(id));
    default:
      return undefined;
  }
}

function scopeOf<Kind extends string, Id>(kind: Kind, id: Id | undefined) {
  return id === undefined ? undefined : { kind, id };
}

export function formatTradingScope(scope: TradingScope): string {
  return scope.kind === 'desk' ? 'desk' : `${scope.kind}:${scope.id}`;
}

export function scopeCovers(scope: TradingScope, terms: ScopedTerms): boolean {
  return scope.kind === 'desk' || terms[scope.kind] === scope.id;
}

/** The scopes that an order is in, as text, the widest first. */
export function scopesOf({ venue, account, strategy, symbol }: ScopedTerms): readonly string[] {
  return ['desk', `venue:${venue}`, `account:${account}`, `strategy:${strategy}`, `symbol:${symbol}`];
}

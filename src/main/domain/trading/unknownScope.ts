/** Refuses a scope whose name the configuration does not have. */
import type { AccountId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { formatTradingScope, type TradingScope } from './tradingScope.ts';

/** The names that a desk's configuration has. */
export interface ConfiguredNames {
  readonly accounts: readonly AccountId[];
  readonly instruments: readonly { readonly symbol: Ticker }[];
  readonly venues: readonly { readonly venue: VenueId }[];
}

/**
 * A scope with an unknown name would stop nothing, and nobody would notice. Any name of a strategy is accepted, because
 * strategies name themselves in their signals.
 */
export function unknownScope(
  scope: TradingScope,
  { accounts, instruments, venues }: ConfiguredNames,
): Refusal | undefined {
  if (scope.kind === 'desk' || scope.kind === 'strategy') return undefined;
  const known: readonly string[] = {
    venue: venues.map((one) => one.venue),
    account: accounts,
    symbol: instruments.map((one) => one.symbol),
  }[scope.kind];
  if (known.includes(scope.id)) return undefined;
  return {
    code: 'scope_unknown',
    message: `the desk has no ${scope.kind} ${scope.id}`,
    field: 'scope',
    actual: formatTradingScope(scope),
    expected: `one of ${known.join(', ')}`,
  };
}

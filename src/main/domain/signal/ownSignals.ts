/** Which strategies and accounts the signals of a producer may carry. */
import type { AccountId, StrategyId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Signal } from './signal.ts';

/** An absent list restricts nothing. */
export interface OwnSignals {
  readonly strategies?: readonly StrategyId[];
  readonly accounts?: readonly AccountId[];
}

/** Refusals: `strategy_not_own`, `account_not_own`. */
export function whyNotOwn({ strategy, account }: Signal, own: OwnSignals): readonly Refusal[] {
  return [...refusalOf('strategy', strategy, own.strategies), ...refusalOf('account', account, own.accounts)];
}

function refusalOf(
  field: 'strategy' | 'account',
  actual: string,
  own: readonly string[] | undefined,
): readonly Refusal[] {
  if (own === undefined || own.includes(actual)) return [];
  const expected = own.join(', ');
  const message = `the producer may not send signals of the ${field} ${actual}; its own: ${expected}`;
  return [{ code: `${field}_not_own`, message, field, actual, expected }];
}

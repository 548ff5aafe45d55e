/** Reads the scope that a call names. */
import type { Reply } from '../../../../shared/contract/faults.ts';
import {
  parseTradingScope,
  scopeExpectation,
  type TradingScope,
} from '../../../domain/trading/tradingScope.ts';
import { failed } from '../../views/faultView.ts';

export function inScope<T>(
  text: string,
  work: (scope: TradingScope) => Promise<Reply<T>> | Reply<T>,
): Promise<Reply<T>> | Reply<T> {
  const scope = parseTradingScope(text.trim());
  if (scope !== undefined) return work(scope);
  return failed({
    code: 'scope_unknown',
    message: `There is no such scope: ${text}.`,
    details: { actual: text, expected: scopeExpectation },
  });
}

/** What an order is worth at worst, as the risk rules count it: the window has no sum of its own. */
import type { DryRun } from '../../../shared/contract/signals.ts';
import { tryDecimal } from '../../format/decimals.ts';

/** Undefined where the rules did not come to it, or know no price. */
export function orderValue({ risk }: DryRun): string | undefined {
  const input = risk?.rules.find(({ rule }) => rule === 'max_order_notional')?.input;
  return input === undefined || tryDecimal(input) === undefined ? undefined : input;
}

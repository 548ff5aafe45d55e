/** The highest value of an order, as the risk rules count it: the window does not compute it itself. */
import type { DryRun } from '../../../shared/contract/signals.ts';
import { tryDecimal } from '../../format/decimals.ts';

/** The value; undefined where the rules did not compute it, or know no price. */
export function orderValue({ risk }: DryRun): string | undefined {
  const input = risk?.rules.find(({ rule }) => rule === 'max_order_notional')?.input;
  return input === undefined || tryDecimal(input) === undefined ? undefined : input;
}

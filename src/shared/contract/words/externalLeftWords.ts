/** Says which orders a kill switch leaves out, in words that follow its state. */
import type { KillLedger } from '../trading.ts';

/** Empty where the kill switch covers foreign orders too. */
export function externalLeftWords({
  leavesExternal,
  externalLeft = 0,
  state,
}: Pick<KillLedger, 'leavesExternal' | 'externalLeft' | 'state'>): string {
  if (leavesExternal !== true) return '';
  if (state === 'canceling' || state === 'flattening') return ', orders of others are left to work';
  const orders = externalLeft === 1 ? '1 order' : `${externalLeft} orders`;
  return `, but for ${orders} that somebody else sent and that work on as was asked for`;
}

/** What a kill switch was asked to leave out, in words that stand behind its state. */
import type { KillLedger } from '../trading.ts';

/** Empty where the kill switch covers the orders of others too. */
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

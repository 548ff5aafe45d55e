/** Tells when a kill switch has finished, on every screen. */
import type { Status } from '../../../shared/contract/status.ts';
import { scopeWords } from '../../model/desk/tradingScope.ts';
import { notify } from './noticesStore.ts';
import { useStatus } from '../desk/statusStore.ts';

export function watchKills(): void {
  useStatus.subscribe((now, before) => {
    for (const scope of finishedKills(before.status, now.status)) {
      notify('ok', `Kill switch: ${scopeWords(scope)} is clear, proven by the venue; it stays halted`);
    }
  });
}

/**
 * Scopes of the kill switches that were at work and no longer are. A kill switch that was not on record may be missing.
 */
export function finishedKills(before: Status | undefined, now: Status | undefined): readonly string[] {
  if (before === undefined || now === undefined || before === now) return [];
  const open = new Set(now.trading.kills.map(({ killId }) => killId));
  return before.trading.kills
    .filter(({ killId, offRecord }) => !open.has(killId) && offRecord?.lostOnStop !== true)
    .map(({ scope }) => scope);
}

/** The `kills` topic: every ledger at the start, then the rows that changed. */
import type { TopicDelta, TopicSnapshot } from '../../../shared/contract/streams.ts';
import type { Scheduler } from '../../engine/ports.ts';
import type { KillLedger } from '../../domain/trading/killSwitch/killLedger.ts';
import { killLedgerView } from '../views/tradingView.ts';
import type { FeedFactory } from './topicFeed.ts';

export const killsIntervalMs = 250;

export interface KillsSource {
  /** The ledgers, newest first. A ledger or row stays the same object until something in it changes. */
  ledgers(): readonly KillLedger[];
  /** The position that the ledgers hold. */
  position(): number;
}

export function killsFeeds(source: KillsSource, scheduler: Scheduler): FeedFactory<'kills'> {
  return (_parameters, changed) => {
    let sent: readonly KillLedger[] = [];
    const hasChanged = (now: readonly KillLedger[]): boolean =>
      now.length !== sent.length || now.some((ledger, index) => ledger !== sent[index]);
    const timer = scheduler.every(killsIntervalMs, () => {
      if (hasChanged(source.ledgers())) changed();
    });
    return {
      snapshot() {
        sent = source.ledgers();
        const data: TopicSnapshot<'kills'> = { ledgers: sent.map(killLedgerView) };
        return { position: source.position(), data };
      },
      delta() {
        const now = source.ledgers();
        if (!hasChanged(now)) return undefined;
        const data = deltaBetween(sent, now);
        sent = now;
        return { position: source.position(), data };
      },
      // The feed keeps only `sent`, which is no more than the engine keeps itself.
      pause: () => undefined,
      close: () => timer.cancel(),
    };
  };
}

function deltaBetween(before: readonly KillLedger[], now: readonly KillLedger[]): TopicDelta<'kills'> {
  const known = new Map(before.map((ledger) => [ledger.killId, ledger]));
  const changed = now.filter((ledger) => known.get(ledger.killId) !== ledger);
  return {
    killIds: now.map(({ killId }) => killId),
    ledgers: changed.map((ledger) => {
      const rowsBefore = new Set(known.get(ledger.killId)?.rows);
      return killLedgerView({ ...ledger, rows: ledger.rows.filter((row) => !rowsBefore.has(row)) });
    }),
  };
}

/** Finds the events about executions that no longer stand, and what the venue has made of each execution. */
import type { EventView } from '../../../shared/contract/events.ts';
import { groupDecimal } from '../../format/decimals.ts';

/** From the event's id to a few words: `taken back`, or how the execution stands now. */
export function struckVersions(events: readonly EventView[]): ReadonlyMap<string, string> {
  const struck = new Map<string, string>();
  /** The event of each version, by the version's id. */
  const tellers = new Map<string, string>();
  const strike = (version: string, words: string): void => {
    const teller = tellers.get(version);
    if (teller !== undefined) struck.set(teller, words);
  };
  for (const { eventId, type, data } of events) {
    if (type === 'OrderFilled') tellers.set(data.executionId, eventId);
    else if (type === 'OrderExecutionBusted') strike(data.executionId, 'taken back');
    else if (type === 'OrderExecutionConfirmed') {
      const teller = tellers.get(data.confirms);
      if (teller !== undefined) tellers.set(data.executionId, teller);
    } else if (type === 'OrderExecutionCorrected') {
      strike(data.corrects, `now ${groupDecimal(data.lastQuantity)} at ${groupDecimal(data.lastPrice, 2)}`);
      tellers.set(data.executionId, eventId);
    }
  }
  return struck;
}

/** What about a bracket needs a person, from its states: also what is found after the fact, and once each. */
import { zero } from '../../../shared/kernel/decimal.ts';
import { beyondExitAlarm, overClosedAlarm } from '../../domain/alarm/closingAlarms.ts';
import { describeRefusals, type Refusal } from '../../../shared/kernel/refusal.ts';
import type { Order } from '../../domain/order/orderState.ts';
import { exitsBehindFill, levelOf, overClosedQuantity } from '../../domain/order/bracket/planBracket.ts';
import type { Alarms } from '../alarms/alarmBook.ts';

export async function raiseBracketAlarms(
  alarms: Pick<Alarms, 'raise'>,
  entry: Order,
  exits: readonly Order[],
): Promise<void> {
  const over = overClosedQuantity(entry, exits);
  if (over > zero) await alarms.raise(overClosedAlarm(entry, over));
  for (const role of exitsBehindFill(entry)) {
    const level = levelOf(entry, role);
    if (level !== undefined) await alarms.raise(beyondExitAlarm(entry, role, level));
  }
}

/** What lets no stop-loss be sent now, or what became of the last one that was tried. */
export function whyUnprotected(exits: readonly Order[], held: Refusal | undefined): string {
  const last = exits.findLast(({ terms }) => terms.parent?.role === 'stop_loss');
  if (held !== undefined) return held.message;
  if (last === undefined) return 'none has been made yet';
  const why = last.status === 'denied' ? `: ${describeRefusals(last.reasons)}` : '';
  return `the last one, ${last.terms.orderId}, is ${last.status}${why}`;
}

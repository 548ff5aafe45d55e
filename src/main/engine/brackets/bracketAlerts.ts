/** Raises and ends the alerts about brackets, by the states of the brackets. Each finding raises one alert. */
import { zero } from '../../../shared/kernel/decimal.ts';
import { beyondExitAlert, overClosedAlert } from '../../domain/alert/closingAlerts.ts';
import { describeRefusals, type Refusal } from '../../../shared/kernel/refusal.ts';
import type { Order } from '../../domain/order/orderState.ts';
import type { Bracket } from '../../domain/order/bracket/bracketState.ts';
import { exitsBehindFill, levelOf, overClosedQuantity } from '../../domain/order/bracket/planBracket.ts';
import type { Alerts } from '../alerts/alertBook.ts';

export async function raiseBracketAlerts(
  alerts: Pick<Alerts, 'raise'>,
  entry: Order,
  exits: readonly Order[],
): Promise<void> {
  const over = overClosedQuantity(entry, exits);
  if (over > zero) await alerts.raise(overClosedAlert(entry, over));
  for (const role of exitsBehindFill(entry)) {
    const level = levelOf(entry, role);
    if (level !== undefined) await alerts.raise(beyondExitAlert(entry, role, level));
  }
}

/** Ends the alert about a bracket that is protected, or has nothing left to protect. */
export function endUnprotected(
  alerts: Pick<Alerts, 'end'>,
  { status, entryId }: Pick<Bracket, 'status' | 'entryId'>,
): void {
  if (status !== 'protected' && status !== 'closed' && status !== 'done') return;
  const reason = 'a stop-loss works for all that is left of it, or nothing is left of it';
  void alerts.end(({ kind, orderId }) => kind === 'unprotected' && orderId === entryId, reason);
}

/** Why no stop-loss can be sent now, or what became of the last stop-loss. */
export function whyUnprotected(exits: readonly Order[], held: Refusal | undefined): string {
  const last = exits.findLast(({ terms }) => terms.parent?.role === 'stop_loss');
  if (held !== undefined) return held.message;
  if (last === undefined) return 'none has been made yet';
  const why = last.status === 'denied' ? `: ${describeRefusals(last.reasons)}` : '';
  return `the last one, ${last.terms.orderId}, is ${last.status}${why}`;
}

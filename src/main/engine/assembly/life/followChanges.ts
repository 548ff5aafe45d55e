/**
 * Connects the parts that make decisions with the parts that follow them. A follower is told of each decision when it
 * is made, and of each commit once it is on disk, in the order given here.
 */
import { engineActor } from '../../../../shared/kernel/ids.ts';
import { isTerminal, type Order, type OrderState } from '../../../domain/order/orderState.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import { isOrderEvent } from '../../orders/projectOrder.ts';
import type { EngineParts } from '../parts/engineParts.ts';

export function followChanges(parts: EngineParts): void {
  const { handler, store, alerts, brackets, reduceOnly, settlement, books, metrics, intake } = parts;
  const { guards, recovery, interrupted, risk, trading } = parts;
  handler.onChange((orderId, before, after) => {
    if (after.status === 'none') intake.takenBack(orderId);
    settlement.changed(orderId, after);
    books.closing.changed(before, after);
    reduceOnly.changed(before, after);
    if (after.status === 'filled' && before.status !== 'filled') metrics.recordOrderFilled();
    if (isAliveAfterEnd(before, after)) brackets.onAliveAfterEnd(after);
  });
  books.closing.onShares((claimIds) => {
    for (const id of claimIds) {
      brackets.evaluateSoon(id);
      reduceOnly.evaluateSoon(id);
    }
  });
  for (const venue of guards.keys()) {
    recovery.commands.venueGateOf(venue).onOpened(() => {
      brackets.resume();
      reduceOnly.lookAgain();
    });
  }
  risk.onRepeated((id, reason) => {
    void trading.setState({ kind: 'strategy', id }, 'halted', { actor: engineActor('risk'), reason });
  });
  books.interruptions.onNoted(() => interrupted.finishSoon());
  alerts.onReleased(() => brackets.resume());
  store.onCommitted((events) => committed(parts, events));
}

function committed(parts: EngineParts, events: readonly StoredEvent[]): void {
  const { pending, exposures, live } = parts.books;
  const rows = live.apply(events, (event) => {
    pending.apply(event);
    if (isOrderEvent(event)) exposures.apply(event);
  });
  const position = events.at(-1)?.position ?? parts.store.head().position;
  // While the engine starts, it reads the log itself, and the reading side waits.
  if (parts.lifecycle.phase !== 'starting') parts.reader.follow(position);
  parts.queries.publish({ position, rows });
  parts.alerts.observe(events);
  parts.operators.observe(events);
  parts.producers.observe(events);
  parts.doubts.observe(rows);
  parts.neverSent.observe(events);
  parts.recovery.observe(events);
  parts.trading.observe(events);
  parts.brackets.observe(events);
  parts.metrics.observe(events);
  parts.snapshots.committed();
  parts.bus.publish(events);
}

/** Whether an order that had ended has new fills, or works again. */
function isAliveAfterEnd(before: OrderState, after: OrderState): after is Order {
  if (before.status === 'none' || after.status === 'none' || !isTerminal(before.status)) return false;
  return after.filledQuantity !== before.filledQuantity || !isTerminal(after.status);
}

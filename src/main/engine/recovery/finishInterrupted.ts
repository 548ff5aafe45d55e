/** Brings every signal and order that a restart or a fault of the store has interrupted to its outcome. */
import {
  correlationOf,
  engineActor,
  type OrderId,
  type SignalId,
  signalStream,
} from '../../../shared/kernel/ids.ts';
import { isResting } from '../../domain/order/orderState.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { signalFromRecord } from '../../domain/signal/signalRecord.ts';
import { takingOver } from '../commands/leftBefore.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { EventStore } from '../events/eventStore.ts';
import { newEvent } from '../events/newEvent.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Clock, IdSource } from '../ports.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { Interruptions } from '../orders/interruptions.ts';
import type { PendingSignals } from '../orders/pendingSignals.ts';
import type { InDoubtResolver } from './inDoubtResolver.ts';

export interface FinishDependencies {
  readonly handler: OrderCommandHandler;
  readonly live: LiveOrders;
  readonly resolver: InDoubtResolver;
  readonly clock: Clock;
  readonly store: EventStore;
  readonly ids: IdSource;
  readonly pending: PendingSignals;
  readonly interruptions: Interruptions;
  /** Whether the store was rolled back once: an order may have left before, and its record is lost. */
  readonly wasRolledBack: () => boolean;
  /** Takes a durable signal through the pipeline. */
  readonly process: (signal: Signal, orderId: OrderId, received: StoredEvent) => void;
}

/** Milliseconds. An older signal is not sent any more: its market has moved on. */
const resumeWithinMs = 60_000;
/** Signals or orders that are finished at once. */
const atOnce = 200;
const actor = engineActor('recovery');

export async function finishInterrupted(dependencies: FinishDependencies): Promise<void> {
  // A copy of the list: the last run did not leave an order that is created during this work, in answer to an order
  // that ends here.
  const left = Array.from(dependencies.live.all());
  // Reconciliation compares the working orders, all at once.
  const open = left.filter(({ status }) => !isResting(status));
  await inGroups(open, ({ orderId }) => finishOrder(dependencies, orderId));
  await inGroups(dependencies.pending.all(), (left) => finishPending(dependencies, left));
}

/**
 * Does the work of a group at the same time, so that its events share a commit: a busy desk leaves thousands of orders.
 */
async function inGroups<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let first = 0; first < all.length; first += atOnce) {
    await Promise.all(all.slice(first, first + atOnce).map(work));
  }
}

/** Ends the order or finds out what became of it, whichever of its events could not be written. */
export async function finishOrder(
  { handler, resolver, wasRolledBack }: FinishDependencies,
  orderId: OrderId,
): Promise<void> {
  // The order as it is on disk: an append in flight may be lost to the same fault.
  const order = await handler.recorded(orderId);
  if (order === undefined) return;
  const context = { correlationId: correlationOf(orderId), actor };
  if (order.status === 'created' && wasRolledBack()) {
    const commands = takingOver(orderId, mayHaveLeft);
    await handler.handleBatch(commands.map((command) => ({ orderId, command, context })));
    resolver.check(orderId);
    return;
  }
  if (order.status === 'created') {
    await handler.handle({ orderId, command: { type: 'DenyOrder', reasons: [neverSent] }, context });
    return;
  }
  const reason = 'the engine was interrupted before the answer came';
  await handler.handle({ orderId, command: { type: 'MarkInDoubt', reason }, context });
  resolver.check(orderId);
}

const mayHaveLeft = 'it may have been sent before the store was rolled back';

const neverSent: Refusal = {
  code: 'interrupted',
  message: 'the engine was interrupted after the order was created and before it was sent; it was never sent',
};

export async function finishSignal(dependencies: FinishDependencies, signalId: SignalId): Promise<void> {
  const left = dependencies.pending.all().find((one) => one.signalId === signalId);
  if (left !== undefined) await finishPending(dependencies, left);
}

async function finishPending(
  { clock, store, ids, process, interruptions }: FinishDependencies,
  left: ReturnType<PendingSignals['all']>[number],
): Promise<void> {
  const ageMs = (clock.now() - left.received.time) / 1000;
  if (ageMs <= resumeWithinMs) {
    process(signalFromRecord(left.signal), left.orderId, left.received);
    return;
  }
  const reasons: readonly Refusal[] = [
    {
      code: 'interrupted',
      message: `the engine was interrupted before the signal was processed, and came back ${Math.round(ageMs / 1000)} s later`,
      actual: `${Math.round(ageMs / 1000)} s`,
      expected: `at most ${resumeWithinMs / 1000} s`,
    },
  ];
  const context = {
    correlationId: correlationOf(left.orderId),
    causationId: left.received.eventId,
    actor,
  };
  const rejected = newEvent({ type: 'SignalRejected', data: { reasons } }, context, ids);
  const appended = await store.append(signalStream(left.signalId), [rejected], 'any');
  if (!appended.ok) interruptions.noteSignal(left.signalId);
}

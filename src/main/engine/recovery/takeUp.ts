/** After a restart: every signal and order that the last run left on its way is brought to its outcome. */
import type { Actor, CorrelationId, OrderId } from '../../../shared/kernel/ids.ts';
import { signalStream } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { signalFromRecord } from '../../domain/signal/signalRecord.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { EventStore } from '../events/eventStore.ts';
import { newEvent } from '../events/newEvent.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Clock, IdSource } from '../ports.ts';
import type { OrderQueryService } from '../queries/orderQueryService.ts';
import type { PendingSignals } from '../signals/pendingSignals.ts';
import type { Reconciler } from './reconciler.ts';

export interface TakeUpDependencies {
  readonly handler: OrderCommandHandler;
  readonly queries: OrderQueryService;
  readonly reconciler: Reconciler;
  readonly clock: Clock;
  readonly store: EventStore;
  readonly ids: IdSource;
  readonly pending: PendingSignals;
  readonly resume: (signal: Signal, orderId: OrderId, received: StoredEvent) => void;
}

/** A signal left for longer is not sent any more: the market it was made for has gone. */
const resumeWithinMs = 60_000;
const actor = 'engine:recovery' as Actor;

export async function takeUpWhatWasLeft(dependencies: TakeUpDependencies): Promise<void> {
  const { handler, queries, reconciler } = dependencies;
  for (const row of queries.getActiveOrders()) {
    const orderId = row.orderId as OrderId;
    const context = { correlationId: row.orderId as CorrelationId, actor };
    if (row.status === 'created') {
      await handler.handle({ orderId, command: { type: 'DenyOrder', reasons: [neverSent] }, context });
      continue;
    }
    if (row.status === 'submitting') {
      const reason = 'the engine stopped before the answer came';
      await handler.handle({ orderId, command: { type: 'MarkInDoubt', reason }, context });
    }
    reconciler.check(orderId);
  }
  for (const left of dependencies.pending.all()) await takeUpSignal(dependencies, left);
}

const neverSent: Refusal = {
  code: 'interrupted',
  message: 'the engine stopped after the order was created and before it was sent; it was never sent',
};

async function takeUpSignal(
  { clock, store, ids, resume }: TakeUpDependencies,
  left: ReturnType<PendingSignals['all']>[number],
): Promise<void> {
  const ageMs = (clock.now() - left.received.time) / 1000;
  if (ageMs <= resumeWithinMs) {
    resume(signalFromRecord(left.signal), left.orderId, left.received);
    return;
  }
  const reasons: readonly Refusal[] = [
    {
      code: 'interrupted',
      message: `the engine stopped before the signal was processed, and came back ${Math.round(ageMs / 1000)} s later`,
      actual: `${Math.round(ageMs / 1000)} s`,
      expected: `at most ${resumeWithinMs / 1000} s`,
    },
  ];
  const context = {
    correlationId: left.orderId as string as CorrelationId,
    causationId: left.received.eventId,
    actor,
  };
  await store.append(
    signalStream(left.signalId),
    [newEvent({ type: 'SignalRejected', data: { reasons } }, context, ids)],
    'any',
  );
}

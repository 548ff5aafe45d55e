/**
 * Stage 400: to the venue. The intent is durable before the call; a lost answer
 * leaves the order in doubt for reconciliation, never rejected and never sent again.
 */
import type { CancelSignal } from '../../../../shared/kernel/cancelSignal.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import type { OrderCommand } from '../../../domain/order/orderCommands.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import { clientOrderIdOf } from '../../commands/venueReports.ts';
import { VenueCallError, type Clock, type SubmitAnswer } from '../../ports.ts';
import type { Reconciler } from '../../recovery/reconciler.ts';
import { BreakerOpenError } from '../../resilience/guardedVenue.ts';
import type { Admission, VenueGuard } from '../../resilience/venueGuard.ts';
import type { OrderProcessingContext } from '../orderProcessingContext.ts';
import type { OrderProcessingStage, StageResult } from '../orderProcessingPipeline.ts';
import { eventContextOf, refusedBy } from './stageSupport.ts';

export interface ExecutionDependencies {
  readonly handler: OrderCommandHandler;
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  readonly reconciler: Reconciler;
  readonly clock: Clock;
  /** From the signal's receipt to the venue's answer, in milliseconds. */
  readonly onAcknowledged: (milliseconds: number) => void;
}

export function executionStage(dependencies: ExecutionDependencies): OrderProcessingStage {
  return {
    name: 'Execution',
    priority: 400,
    canProcess: (context) => context.terms !== undefined,
    process: (context, signal) => execute(dependencies, context, signal),
  };
}

async function execute(
  dependencies: ExecutionDependencies,
  context: OrderProcessingContext,
  signal: CancelSignal,
): Promise<StageResult> {
  invariant(context.terms !== undefined, 'execution comes after creation');
  const guard = dependencies.guards.get(context.terms.venue);
  invariant(guard !== undefined, `venue ${context.terms.venue} has a guard`);
  const admitted = await guard.admit('order', signal);
  if (!admitted.ok) return deny(dependencies, context, admitted.error);
  const clientOrderId = clientOrderIdOf(context.orderId, 0);
  const begun = await dependencies.handler.handle({
    orderId: context.orderId,
    command: { type: 'BeginSubmission', clientOrderId },
    context: eventContextOf(context),
  });
  if (!begun.ok) {
    admitted.value.release();
    return refusedBy(context, begun.error);
  }
  return send(dependencies, context, guard, admitted.value);
}

async function send(
  dependencies: ExecutionDependencies,
  context: OrderProcessingContext,
  guard: VenueGuard,
  admission: Admission,
): Promise<StageResult> {
  const { terms } = context;
  invariant(terms !== undefined, 'only orders are sent');
  let answer: SubmitAnswer;
  try {
    answer = await admission.call((signal) =>
      guard.venue.submit(terms, clientOrderIdOf(context.orderId, 0), signal),
    );
  } catch (error) {
    return notAnswered(dependencies, context, error);
  }
  dependencies.onAcknowledged(dependencies.clock.monotonicMs() - context.startedMs);
  const recorded = await dependencies.handler.handle({
    orderId: context.orderId,
    command: commandOf(answer),
    context: { ...eventContextOf(context), actor: `venue:${terms.venue}` as typeof context.actor },
  });
  if (!recorded.ok) return refusedBy(context, recorded.error);
  if (answer.type === 'accepted') return { ok: true, context };
  return { ok: false, context, refusals: [{ code: answer.code, message: answer.reason }] };
}

async function notAnswered(
  dependencies: ExecutionDependencies,
  context: OrderProcessingContext,
  error: unknown,
): Promise<StageResult> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof BreakerOpenError) {
    return deny(dependencies, context, {
      code: 'breaker_open',
      message: `the circuit breaker is ${message}`,
    });
  }
  if (error instanceof VenueCallError && !error.sent) {
    return deny(dependencies, context, { code: `venue_${error.failure}`, message });
  }
  const doubted = await dependencies.handler.handle({
    orderId: context.orderId,
    command: { type: 'MarkInDoubt', reason: message },
    context: eventContextOf(context),
  });
  if (!doubted.ok) return refusedBy(context, doubted.error);
  dependencies.reconciler.check(context.orderId);
  // A late answer may have settled it already; otherwise reconciliation goes on with it.
  return { ok: true, context };
}

/** The venue was not called, and never will be for this order. */
async function deny(
  dependencies: ExecutionDependencies,
  context: OrderProcessingContext,
  refusal: Refusal,
): Promise<StageResult> {
  const denied = await dependencies.handler.handle({
    orderId: context.orderId,
    command: { type: 'DenyOrder', reasons: [refusal] },
    context: eventContextOf(context),
  });
  return denied.ok ? { ok: false, context, refusals: [refusal] } : refusedBy(context, denied.error);
}

function commandOf(answer: SubmitAnswer): OrderCommand {
  const seen = { evidence: 'venue' as const, venueTime: answer.venueTime };
  return answer.type === 'accepted'
    ? { type: 'RecordAcceptance', ...seen, venueOrderId: answer.venueOrderId }
    : { type: 'RecordRejection', ...seen, code: answer.code, reason: answer.reason };
}

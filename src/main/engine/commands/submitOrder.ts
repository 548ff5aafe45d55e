/**
 * Sends an order to its venue. The intent is durable before the call. A lost answer leaves the order in doubt for
 * reconciliation: the order is never recorded as rejected, and never sent again.
 */
import type { AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import { venueActor, type VenueId } from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { EventContext } from '../events/storedEvent.ts';
import { VenueCallError, type SubmitAnswer } from '../ports.ts';
import { BreakerOpenError, CallWithheldError } from '../resilience/guardedVenue.ts';
import type { Admission, VenueGuard } from '../resilience/venueGuard.ts';
import type { VenueGate } from '../gates/venueGate.ts';
import type { TradingGate } from '../gates/tradingGate.ts';
import { hasItAlready, hasLeftBefore, takingOver } from './leftBefore.ts';
import { refusalOf, type OrderCommandHandler } from './orderCommandHandler.ts';
import type { SendDependencies } from './sendRequest.ts';

export interface SubmitDependencies {
  readonly handler: OrderCommandHandler;
  readonly guards: ReadonlyMap<VenueId, VenueGuard>;
  readonly resolver: SendDependencies['resolver'];
  readonly gate: TradingGate;
  /** Holds orders back until the venue's record has been compared with ours. */
  readonly venueGateOf: (venue: VenueId) => VenueGate;
  /** Whether the store was rolled back once: then an order of the same id may have left before. */
  readonly wasRolledBack: () => boolean;
}

/**
 * The order was not sent: the venue came back, and its record has not been compared with ours. The guard tries the call
 * again, like any call that was not sent.
 */
class VenueUnreconciled extends CallWithheldError {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** How a submission ended: the venue has answered, or there is no answer yet and the order is in doubt. */
export type Submitted = 'answered' | 'in_doubt';

/** Sends an order that has been created. A refusal is recorded in the order before this resolves. */
export async function submitOrder(
  dependencies: SubmitDependencies,
  terms: OrderTerms,
  context: EventContext,
  signal: AbortSignalLike,
): Promise<Result<Submitted, Refusal>> {
  const guard = dependencies.guards.get(terms.venue);
  invariant(guard !== undefined, `venue ${terms.venue} has a guard`);
  const venueGate = dependencies.venueGateOf(terms.venue);
  const unreconciled = venueGate.letsThrough ? undefined : await venueGate.pass(signal);
  if (unreconciled !== undefined) return deny(dependencies, terms, context, unreconciled);
  if (dependencies.wasRolledBack()) {
    const left = await hasLeftBefore(guard, clientOrderIdOf(terms.orderId, 0), signal);
    if (!left.ok) return deny(dependencies, terms, context, left.error);
    if (left.value) return takeOver(dependencies, terms, context);
  }
  const admitting = guard.admit('order', signal);
  const admitted = admitting instanceof Promise ? await admitting : admitting;
  if (!admitted.ok) return deny(dependencies, terms, context, admitted.error);
  // The order may have waited for its admission, and its scope may be halted by now.
  const halted = dependencies.gate.refusal(terms);
  if (halted !== undefined) {
    admitted.value.release();
    return deny(dependencies, terms, context, halted);
  }
  const begun = await dependencies.handler.handle({
    orderId: terms.orderId,
    command: { type: 'BeginSubmission', clientOrderId: clientOrderIdOf(terms.orderId, 0) },
    context,
  });
  if (!begun.ok) {
    admitted.value.release();
    return err(refusalOf(begun.error));
  }
  const haltedSince = dependencies.gate.refusal(terms);
  if (haltedSince !== undefined) {
    admitted.value.release();
    return withdraw(dependencies, terms, context, haltedSince);
  }
  return send(dependencies, begun.value.order.terms, context, { guard, admission: admitted.value, signal });
}

/** The venue has the order already, so it is not sent again: the venue's record says what became of it. */
async function takeOver(
  { handler, resolver }: SubmitDependencies,
  { orderId }: OrderTerms,
  context: EventContext,
): Promise<Result<Submitted, Refusal>> {
  const [begun] = await handler.handleBatch(
    takingOver(orderId, hasItAlready).map((command) => ({ orderId, command, context })),
  );
  if (begun?.ok === false) return err(refusalOf(begun.error));
  resolver.check(orderId);
  return ok('in_doubt');
}

/** What an admitted order needs for its call of the venue. */
interface Way {
  readonly guard: VenueGuard;
  readonly admission: Admission;
  readonly signal: AbortSignalLike;
}

async function send(
  dependencies: SubmitDependencies,
  terms: OrderTerms,
  context: EventContext,
  { guard, admission, signal }: Way,
): Promise<Result<Submitted, Refusal>> {
  const { orderId } = terms;
  const venueGate = dependencies.venueGateOf(terms.venue);
  const mayLeave = (): boolean => dependencies.gate.refusal(terms) === undefined;
  let answer: SubmitAnswer;
  try {
    answer = await admission.call((inner) => {
      // The order may have waited, or this may be another try over a new connection, whose record nobody has compared
      // yet.
      if (!venueGate.letsThrough) throw new VenueUnreconciled(venueGate.refusal());
      return guard.venue.submit(terms, clientOrderIdOf(orderId, 0), inner, mayLeave);
    }, mayLeave);
  } catch (error) {
    return notAnswered(dependencies, terms, context, error, signal);
  }
  const recorded = await dependencies.handler.handle({
    orderId,
    command: commandOf(answer),
    context: { ...context, actor: venueActor(terms.venue) },
  });
  if (!recorded.ok) return err(refusalOf(recorded.error));
  return answer.type === 'accepted' ? ok('answered') : err({ code: answer.code, message: answer.reason });
}

async function notAnswered(
  dependencies: SubmitDependencies,
  terms: OrderTerms,
  context: EventContext,
  error: unknown,
  signal: AbortSignalLike,
): Promise<Result<Submitted, Refusal>> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof VenueUnreconciled) return withdraw(dependencies, terms, context, error.refusal);
  if (error instanceof BreakerOpenError) {
    return withdraw(dependencies, terms, context, {
      code: 'breaker_open',
      message: `the circuit breaker is ${message}`,
    });
  }
  if (error instanceof VenueCallError && !error.sent) {
    // The scope may have been halted between two tries.
    const halted = dependencies.gate.refusal(terms);
    const code = signal.aborted ? 'processing_timeout' : `venue_${error.failure}`;
    return withdraw(dependencies, terms, context, halted ?? { code, message });
  }
  const command: OrderCommand = { type: 'MarkInDoubt', reason: message };
  const doubted = await dependencies.handler.handle({ orderId: terms.orderId, command, context });
  if (!doubted.ok) return err(refusalOf(doubted.error));
  dependencies.resolver.check(terms.orderId);
  return ok('in_doubt');
}

/** The venue was not called, and will never be called for this order. */
async function deny(
  { handler }: SubmitDependencies,
  terms: OrderTerms,
  context: EventContext,
  refusal: Refusal,
): Promise<Result<Submitted, Refusal>> {
  const command: OrderCommand = { type: 'DenyOrder', reasons: [refusal] };
  const denied = await handler.handle({ orderId: terms.orderId, command, context });
  return err(denied.ok ? refusal : refusalOf(denied.error));
}

/**
 * The intent is on disk, and the venue was not called. The order ends here, also when its cancel has been asked for
 * meanwhile.
 */
async function withdraw(
  dependencies: SubmitDependencies,
  terms: OrderTerms,
  context: EventContext,
  refusal: Refusal,
): Promise<Result<Submitted, Refusal>> {
  const denied = await deny(dependencies, terms, context, refusal);
  const command: OrderCommand = {
    type: 'RecordCancel',
    evidence: 'engine',
    reason: `never sent: ${refusal.message}`,
  };
  await dependencies.handler.handle({ orderId: terms.orderId, command, context });
  return denied;
}

function commandOf(answer: SubmitAnswer): OrderCommand {
  const seen = { evidence: 'venue' as const, venueTime: answer.venueTime };
  return answer.type === 'accepted'
    ? { type: 'RecordAcceptance', ...seen, venueOrderId: answer.venueOrderId }
    : { type: 'RecordRejection', ...seen, code: answer.code, reason: answer.reason };
}

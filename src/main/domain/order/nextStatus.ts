/** Reads the transition table: the status after an event, for the aggregate and for the read model. */
import { invariant, assertNever } from '../../../shared/kernel/invariant.ts';
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import { isRevision } from './executions.ts';
import type { OrderEvent, OrderEventType } from './orderEvents.ts';
import { awaitsOutcome, isTerminal, type OrderStatus, type ResumableStatus } from './orderState.ts';
import { targetOf, type Target } from './orderTransitions.ts';

export interface StatusState {
  readonly status: OrderStatus;
  /** The status to which a refused cancel or replace returns; present while a cancel or replace is pending. */
  readonly resume?: ResumableStatus;
  /** A replace had no outcome yet when the pending cancel was asked for, and has none now. */
  readonly replacing?: true;
}

/** Facts about the order after the event. */
export interface OrderFacts {
  readonly full: boolean;
  readonly partlyFilled: boolean;
  /** The venue has given the order an id. */
  readonly acknowledged: boolean;
}

/**
 * Whether nothing is left to fill. While a replace is pending, a fill may exceed the present quantity without being an
 * overfill, because the replace asks for more. The order then waits for the outcome of the replace.
 */
export function isFull(
  event: OrderEvent,
  before: Pick<StatusState, 'status' | 'replacing'> | undefined,
  filled: Decimal,
  quantity: Decimal,
): boolean {
  const isReplacing = before?.status === 'pending_replace' || before?.replacing === true;
  if (isReplacing && isRevision(event)) return event.data.overfilledBy !== undefined;
  const isWithin = event.type === 'OrderFilled' && event.data.overfilledBy === undefined;
  return isReplacing && isWithin ? filled === quantity : filled >= quantity;
}

export function nextStatus(
  state: StatusState | undefined,
  event: OrderEventType,
  facts: OrderFacts,
): StatusState {
  const from = state?.status ?? 'none';
  const target = targetOf(from, event);
  invariant(target !== undefined, `${event} cannot follow ${from}`);
  return state === undefined ? open(target) : follow(state, target, facts, event);
}

function open(target: Target): StatusState {
  const opens = target === 'created' || target === 'denied' || target === 'accepted';
  invariant(opens, `no order begins ${target}`);
  return { status: target };
}

function follow(state: StatusState, target: Target, facts: OrderFacts, event: OrderEventType): StatusState {
  const { status } = state;
  const open = state.replacing === true && event !== 'OrderReplaced' && event !== 'OrderReplaceRejected';
  const replacing = open && { replacing: true as const };
  switch (target) {
    case 'recount':
      if (facts.full) return { status: 'filled' };
      if (status === 'filled') return { status: 'partially_filled' };
      return stay(state, facts, replacing);
    case 'same':
      return stay(state, facts, replacing);
    case 'fill':
      if (facts.full) return { status: 'filled' };
      if (state.resume !== undefined) return { status, resume: 'partially_filled', ...replacing };
      return isTerminal(status) ? state : { status: 'partially_filled' };
    case 'revise':
      return revise(state, facts, replacing);
    case 'restore':
      // The replace has no outcome yet. It may have asked for the quantity that was filled beyond the present one.
      if (open) return { status: 'pending_replace', resume: resumeAfter(resumeOf(state), facts) };
      return { status: facts.full ? 'filled' : resumeAfter(resumeOf(state), facts) };
    case 'doubt':
      return {
        status,
        resume: state.resume === 'submitting' ? 'in_doubt' : resumeOf(state),
        ...replacing,
      };
    case 'pending_cancel':
    case 'pending_replace': {
      const replaces = status === 'pending_replace' && { replacing: true as const };
      return { status: target, resume: state.resume ?? resumable(status), ...replaces };
    }
    case 'accepted':
      return { status: facts.partlyFilled ? 'partially_filled' : 'accepted' };
    case 'created':
    case 'denied':
    case 'submitting':
    case 'partially_filled':
    case 'filled':
    case 'canceled':
    case 'rejected':
    case 'expired':
    case 'in_doubt':
      return { status: target };
    default:
      return assertNever(target);
  }
}

function revise(
  state: StatusState,
  facts: OrderFacts,
  replacing: false | { readonly replacing: true },
): StatusState {
  const { status, resume } = state;
  if (facts.full) return { status: 'filled' };
  if (facts.partlyFilled) {
    return resume === undefined
      ? { status: 'partially_filled' }
      : { status, resume: 'partially_filled', ...replacing };
  }
  if (resume !== undefined) {
    return { status, resume: resume === 'partially_filled' ? 'accepted' : resume, ...replacing };
  }
  return awaitsOutcome(status) ? state : { status: 'accepted' };
}

function stay(
  state: StatusState,
  facts: OrderFacts,
  replacing: false | { readonly replacing: true },
): StatusState {
  if (state.resume === undefined) return state;
  return { status: state.status, resume: resumeAfter(state.resume, facts), ...replacing };
}

/** An answer or a fill that came during the request decides where the order returns. */
function resumeAfter(resume: ResumableStatus, facts: OrderFacts): ResumableStatus {
  if (facts.partlyFilled) return 'partially_filled';
  return facts.acknowledged ? 'accepted' : resume;
}

function resumeOf({ status, resume }: StatusState): ResumableStatus {
  invariant(resume !== undefined, `${status} has nothing to return to`);
  return resume;
}

function resumable(status: OrderStatus): ResumableStatus {
  const known =
    status === 'submitting' ||
    status === 'accepted' ||
    status === 'partially_filled' ||
    status === 'in_doubt';
  invariant(known, `a request cannot follow ${status}`);
  return status;
}

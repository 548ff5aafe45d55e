/**
 * The states of a circuit breaker, and what leads from one to the next. Closed counts failures in a row. Open lets no
 * call through until its wait is over. Half-open lets a few probes through. Isolated is held open by a person until a
 * person resets it. The wait doubles with each opening since the breaker was last closed. Pure: the time comes in, in
 * milliseconds of the monotonic clock.
 */
import { assertNever } from '../../../shared/kernel/invariant.ts';
import type { BreakerState } from './venueEvents.ts';

export type Breaker =
  | { readonly status: 'closed'; /** Failures in a row. */ readonly failures: number }
  | ({ readonly status: 'open'; readonly waitMs: number; readonly probeAtMs: number } & Openings)
  | ({ readonly status: 'half_open'; readonly successes: number; readonly probesInFlight: number } & Openings)
  | ({ readonly status: 'isolated' } & Openings);

interface Openings {
  readonly failures: number;
  /** Openings since the breaker was last closed. */
  readonly openings: number;
}

export type BreakerTrigger =
  | 'failures'
  | 'wait_over'
  | 'probes_succeeded'
  | 'probe_failed'
  | 'probe'
  | 'trip'
  | 'isolate'
  | 'reset';

const byHand = { trip: 'open', isolate: 'isolated', reset: 'closed' } as const;

/** The one table of transitions of a breaker: the code, its tests and docs/breaker-states.md read it. */
export const breakerTransitions: {
  readonly [From in BreakerState]: Readonly<Partial<Record<BreakerTrigger, BreakerState>>>;
} = {
  closed: { failures: 'open', ...byHand },
  open: { wait_over: 'half_open', probe: 'half_open', ...byHand },
  half_open: { probes_succeeded: 'closed', probe_failed: 'open', ...byHand },
  isolated: byHand,
};

export interface BreakerSettings {
  /** Failures in a row that open the breaker. */
  readonly failureThreshold: number;
  /** Wait before the first probe; doubles with each opening in a row. */
  readonly openMs: number;
  readonly openMsMax: number;
  /** Probes that may run at the same time while the breaker is half-open. */
  readonly halfOpenProbesMax: number;
  /** Probes that must succeed, without a failure between them, before the breaker closes. */
  readonly successThreshold: number;
}

/** `probe`: the half-open state that let the call through still holds. */
export type BreakerInput =
  | { readonly type: 'attempt' }
  | { readonly type: 'success' | 'withdrawal'; readonly probe: boolean }
  | { readonly type: 'failure'; readonly probe: boolean; readonly reason: string }
  | { readonly type: 'probe' | 'trip' | 'isolate' | 'reset'; readonly reason: string };

export interface BreakerStep {
  readonly state: Breaker;
  /** Present when the breaker entered a status, also when it entered the same one again. */
  readonly reason?: string;
}

export const closedBreaker: Breaker = { status: 'closed', failures: 0 };

export function openingsOf(state: Breaker): number {
  return state.status === 'closed' ? 0 : state.openings;
}

/** Whether a call may be tried now. */
export function letsTry(state: Breaker, settings: BreakerSettings, nowMs: number): boolean {
  switch (state.status) {
    case 'closed':
      return true;
    case 'open':
      return nowMs >= state.probeAtMs;
    case 'half_open':
      return state.probesInFlight < settings.halfOpenProbesMax;
    case 'isolated':
      return false;
    default:
      return assertNever(state);
  }
}

export function stepBreaker(
  state: Breaker,
  input: BreakerInput,
  settings: BreakerSettings,
  nowMs: number,
): BreakerStep {
  const enter = (trigger: BreakerTrigger, reason: string, from: Breaker = state): BreakerStep => {
    const to = breakerTransitions[state.status][trigger];
    return to === undefined ? { state } : { state: entered(to, trigger, from, settings, nowMs), reason };
  };
  switch (input.type) {
    case 'probe':
    case 'trip':
    case 'isolate':
    case 'reset':
      return enter(input.type, input.reason);
    case 'attempt': {
      const tried = state.status === 'open' ? enter('wait_over', 'the wait is over, probing') : { state };
      return { ...tried, state: withProbes(tried.state, 1) };
    }
    case 'withdrawal':
      return { state: input.probe ? withProbes(state, -1) : state };
    case 'success': {
      if (state.status === 'closed') return { state: closedBreaker };
      if (state.status !== 'half_open' || !input.probe) return { state };
      const successes = state.successes + 1;
      if (successes >= settings.successThreshold) return enter('probes_succeeded', 'the probe succeeded');
      return { state: withProbes({ ...state, successes }, -1) };
    }
    case 'failure': {
      const counts = state.status === 'closed' || (state.status === 'half_open' && input.probe);
      if (!counts) return { state };
      const failures = state.failures + 1;
      const failed = { ...state, failures };
      if (state.status === 'half_open') {
        return enter('probe_failed', `the probe failed: ${input.reason}`, failed);
      }
      if (failures < settings.failureThreshold) return { state: failed };
      return enter('failures', `${failures} failures in a row, the last: ${input.reason}`, failed);
    }
    default:
      return assertNever(input);
  }
}

function withProbes(state: Breaker, more: number): Breaker {
  return state.status === 'half_open' ? { ...state, probesInFlight: state.probesInFlight + more } : state;
}

function entered(
  to: BreakerState,
  trigger: BreakerTrigger,
  from: Breaker,
  { openMs, openMsMax }: BreakerSettings,
  nowMs: number,
): Breaker {
  const { failures } = from;
  const openings = openingsOf(from);
  switch (to) {
    case 'closed':
      return closedBreaker;
    case 'isolated':
      return { status: 'isolated', failures, openings };
    case 'half_open':
      return { status: 'half_open', failures, openings, successes: 0, probesInFlight: 0 };
    case 'open': {
      // A trip by a person opens for the longest wait, so that no order leaves while that person looks into it.
      const waitMs = trigger === 'trip' ? openMsMax : Math.min(openMsMax, openMs * 2 ** openings);
      return { status: 'open', failures, openings: openings + 1, waitMs, probeAtMs: nowMs + waitMs };
    }
    default:
      return assertNever(to);
  }
}

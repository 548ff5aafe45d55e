/**
 * A circuit breaker over a clock. breakerMachine decides its states; this class makes the passes and keeps counts,
 * reason and actor.
 */
import { engineActor, type Actor } from '../../../shared/kernel/ids.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { epochMicros, formatMicros, parseInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import {
  closedBreaker,
  letsTry,
  openingsOf,
  stepBreaker,
  type Breaker,
  type BreakerInput,
} from '../../domain/venue/breakerMachine.ts';
import type { BreakerState, VenueEventData } from '../../domain/venue/venueEvents.ts';
import type { BreakerSettings } from '../../domain/venue/breakerMachine.ts';
import type { Clock } from '../ports.ts';
import type { BreakerSnapshot } from './venueGuard.ts';

export type BreakerChange = VenueEventData['BreakerStateChanged'];

/** Permission to try one call; the caller must call `succeeded`, `failed` or `withdrawn` once. */
export interface BreakerPass {
  succeeded(): void;
  failed(reason: string): void;
  /** The call was not made, or its result says nothing about the venue. */
  withdrawn(): void;
}

export class CircuitBreaker {
  private readonly settings: () => BreakerSettings;
  private readonly clock: Clock;
  private readonly onChange: (change: BreakerChange, actor: Actor) => void;
  private breaker: Breaker = closedBreaker;
  private reason = 'no failures';
  private actor = engineActor();
  private since: EpochMicros | undefined;
  /** Counts state changes. A probe that began before the last change says nothing about the present state. */
  private period = 0;
  private calls = 0;
  private failedCalls = 0;
  private refusedCalls = 0;

  /** The breaker asks for its settings at each use, because an operator may change them while it runs. */
  constructor(
    settings: () => BreakerSettings,
    clock: Clock,
    onChange: (change: BreakerChange, actor: Actor) => void,
  ) {
    this.settings = settings;
    this.clock = clock;
    this.onChange = onChange;
  }

  get state(): BreakerState {
    return this.breaker.status;
  }

  /** Why a call would be refused now; undefined when it may try. */
  refusal(): string | undefined {
    const { breaker } = this;
    const settings = this.settings();
    if (letsTry(breaker, settings, this.clock.monotonicMs())) return undefined;
    switch (breaker.status) {
      case 'closed':
        return undefined;
      case 'isolated':
        return `isolated by ${this.actor}: ${this.reason}`;
      case 'open':
        return `open: ${this.reason}`;
      case 'half_open':
        return `half open, ${breaker.probesInFlight} of ${settings.halfOpenProbesMax} probes in flight: ${this.reason}`;
      default:
        return assertNever(breaker);
    }
  }

  /**
   * Milliseconds until a probe may be sent. Undefined while the breaker is closed or isolated, and while it is
   * half-open with as many probes under way as it lets through.
   */
  probeInMs(): number | undefined {
    const { breaker } = this;
    if (breaker.status === 'open') return Math.max(0, breaker.probeAtMs - this.clock.monotonicMs());
    return breaker.status === 'half_open' && this.refusal() === undefined ? 0 : undefined;
  }

  /** Gives a pass for one call, or says why not. */
  tryPass(): BreakerPass | string {
    const refusal = this.refusal();
    if (refusal !== undefined) {
      this.refusedCalls++;
      return refusal;
    }
    this.step({ type: 'attempt' }, engineActor());
    this.calls++;
    return this.pass(this.breaker.status === 'half_open');
  }

  /** An operator opens the breaker, for the longest wait. */
  trip(reason: string, actor: Actor): void {
    this.step({ type: 'trip', reason }, actor);
  }

  /** An operator ends the wait of an open breaker. */
  probe(reason: string, actor: Actor): void {
    this.step({ type: 'probe', reason }, actor);
  }

  isolate(reason: string, actor: Actor): void {
    this.step({ type: 'isolate', reason }, actor);
  }

  reset(reason: string, actor: Actor): void {
    this.step({ type: 'reset', reason }, actor);
  }

  /** Restores the state of the last run from the last change of the breaker. */
  restore({ to, failures, openings, reason, probeAt }: BreakerChange, actor: Actor, at: EpochMicros): void {
    this.reason = reason;
    this.actor = actor;
    this.since = at;
    if (to === 'closed') this.breaker = { status: to, failures };
    else if (to === 'isolated') this.breaker = { status: to, failures, openings };
    else {
      const until = probeAt === undefined ? undefined : parseInstant(probeAt);
      const waitMs = until === undefined ? 0 : (until - at) / 1_000;
      // The breaker waits only for the rest of its wait; a clock that stepped back does not make the wait longer.
      // Probes of the last run ended with it, so a half-open breaker begins again as open, with its wait over.
      const leftMs = to === 'half_open' ? 0 : Math.max(0, waitMs - (this.clock.now() - at) / 1_000);
      const probeAtMs = this.clock.monotonicMs() + Math.min(waitMs, leftMs);
      this.breaker = { status: 'open', failures, openings, waitMs, probeAtMs };
    }
  }

  snapshot(): BreakerSnapshot {
    const { breaker } = this;
    const { failureThreshold, halfOpenProbesMax } = this.settings();
    return {
      state: breaker.status,
      reason: this.reason,
      actor: this.actor,
      ...(this.since !== undefined && { since: formatMicros(this.since) }),
      failures: breaker.failures,
      failureThreshold,
      ...(breaker.status === 'open' && {
        nextProbeInMs: Math.max(0, breaker.probeAtMs - this.clock.monotonicMs()),
      }),
      probesInFlight: breaker.status === 'half_open' ? breaker.probesInFlight : 0,
      halfOpenProbesMax,
      calls: this.calls,
      failedCalls: this.failedCalls,
      refusedCalls: this.refusedCalls,
    };
  }

  private pass(isProbe: boolean): BreakerPass {
    const { period } = this;
    let pending = true;
    const settle = (inputOf: (probe: boolean) => BreakerInput): boolean => {
      if (!pending) return false;
      pending = false;
      this.step(inputOf(isProbe && period === this.period), engineActor());
      return true;
    };
    return {
      succeeded: () => void settle((probe) => ({ type: 'success', probe })),
      failed: (reason) => {
        if (pending) this.failedCalls++;
        settle((probe) => ({ type: 'failure', probe, reason }));
      },
      withdrawn: () => {
        if (settle((probe) => ({ type: 'withdrawal', probe }))) this.calls--;
      },
    };
  }

  private step(input: BreakerInput, actor: Actor): void {
    const from = this.breaker.status;
    const { state, reason } = stepBreaker(this.breaker, input, this.settings(), this.clock.monotonicMs());
    this.breaker = state;
    if (reason === undefined) return;
    this.reason = reason;
    this.actor = actor;
    this.since = this.clock.now();
    this.period++;
    this.onChange(
      {
        from,
        to: state.status,
        reason,
        failures: state.failures,
        openings: openingsOf(state),
        ...(state.status === 'open' && {
          probeAt: formatMicros(epochMicros(this.since + state.waitMs * 1000)),
        }),
      },
      actor,
    );
  }
}

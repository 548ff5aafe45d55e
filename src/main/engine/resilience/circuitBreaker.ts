/**
 * A circuit breaker with manual control (SPEC section 2). Closed counts
 * failures in a row; open fails at once until its backoff is over; half-open
 * lets a few probes through; isolated is held open by hand until reset by hand.
 * The backoff doubles with each opening that no success came between.
 */
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { epochMicros, formatMicros, parseInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { BreakerState, VenueEventData } from '../../domain/venue/venueEvents.ts';
import type { BreakerSettings } from '../configuration.ts';
import type { Clock } from '../ports.ts';
import type { BreakerSnapshot } from './venueGuard.ts';

export type BreakerChange = VenueEventData['BreakerStateChanged'];

/** Leave to try one call; `succeeded` or `failed` must be called once. */
export interface BreakerPass {
  succeeded(): void;
  failed(reason: string): void;
  /** The call was never made, or says nothing about the venue. */
  withdrawn(): void;
}

export class CircuitBreaker {
  private readonly settings: () => BreakerSettings;
  private readonly clock: Clock;
  private readonly onChange: (change: BreakerChange, actor: string) => void;
  private current: BreakerState = 'closed';
  private reason = 'no failures';
  private actor = 'engine';
  private since: EpochMicros | undefined;
  private failures = 0;
  private openings = 0;
  private successes = 0;
  private probesInFlight = 0;
  /** Counts state changes: a call that began before the last one says nothing about this state. */
  private period = 0;
  /** From the opening to the first probe. */
  private waitMs = 0;
  private probeAtMs = Infinity;
  private calls = 0;
  private failedCalls = 0;
  private refusedCalls = 0;

  /** The settings are asked for at each use: they change while it runs. */
  constructor(
    settings: () => BreakerSettings,
    clock: Clock,
    onChange: (change: BreakerChange, actor: string) => void,
  ) {
    this.settings = settings;
    this.clock = clock;
    this.onChange = onChange;
  }

  get state(): BreakerState {
    return this.current;
  }

  /** Why a call would be refused now; undefined when it may try. */
  refusal(): string | undefined {
    switch (this.current) {
      case 'closed':
        return undefined;
      case 'isolated':
        return `isolated by ${this.actor}: ${this.reason}`;
      case 'open':
        return this.clock.monotonicMs() >= this.probeAtMs ? undefined : `open: ${this.reason}`;
      case 'half_open':
        return this.probesInFlight < this.settings().halfOpenProbesMax
          ? undefined
          : `half open, ${this.probesInFlight} of ${this.settings().halfOpenProbesMax} probes in flight: ${this.reason}`;
      default:
        return assertNever(this.current);
    }
  }

  /** Milliseconds until a probe may go out: none while the breaker is not recovering, or as many as it lets through are on their way. */
  probeInMs(): number | undefined {
    if (this.current === 'open') return Math.max(0, this.probeAtMs - this.clock.monotonicMs());
    return this.current === 'half_open' && this.refusal() === undefined ? 0 : undefined;
  }

  /** Takes leave for one call, or says why not. */
  tryPass(): BreakerPass | string {
    const refusal = this.refusal();
    if (refusal !== undefined) {
      this.refusedCalls++;
      return refusal;
    }
    if (this.current === 'open') this.change('half_open', 'the wait is over, probing', 'engine');
    this.calls++;
    const probe = this.current === 'half_open';
    if (probe) this.probesInFlight++;
    return this.pass(probe);
  }

  /** By hand: opens for the longest wait, so that nothing leaves while its operator looks into it. */
  trip(reason: string, actor: string): void {
    this.openings++;
    this.open(reason, actor, this.settings().openMsMax);
  }

  isolate(reason: string, actor: string): void {
    this.change('isolated', reason, actor);
  }

  reset(reason: string, actor: string): void {
    this.close(reason, actor);
  }

  /** Takes up the state that the last run left, from its last change. */
  restore(change: BreakerChange, actor: string, at: EpochMicros): void {
    this.failures = change.failures;
    this.openings = change.openings;
    this.reason = change.reason;
    this.actor = actor;
    this.since = at;
    // Probes of the last run are gone with it: half open begins again as open, with its wait over.
    this.current = change.to === 'half_open' ? 'open' : change.to;
    const now = this.clock.monotonicMs();
    const probeAt = change.probeAt === undefined ? undefined : parseInstant(change.probeAt);
    if (probeAt !== undefined) this.waitMs = (probeAt - at) / 1_000;
    // What is left of the wait; a clock that stepped back does not make it longer.
    const leftMs = Math.max(0, this.waitMs - (this.clock.now() - at) / 1_000);
    this.probeAtMs = change.to === 'open' ? now + Math.min(this.waitMs, leftMs) : now;
  }

  snapshot(): BreakerSnapshot {
    return {
      state: this.current,
      reason: this.reason,
      actor: this.actor,
      ...(this.since !== undefined && { since: formatMicros(this.since) }),
      failures: this.failures,
      failureThreshold: this.settings().failureThreshold,
      ...(this.current === 'open' && {
        nextProbeInMs: Math.max(0, this.probeAtMs - this.clock.monotonicMs()),
      }),
      probesInFlight: this.probesInFlight,
      halfOpenProbesMax: this.settings().halfOpenProbesMax,
      calls: this.calls,
      failedCalls: this.failedCalls,
      refusedCalls: this.refusedCalls,
    };
  }

  private pass(probe: boolean): BreakerPass {
    let pending = true;
    const period = this.period;
    const settle = (then: () => void) => (): void => {
      if (!pending) return;
      pending = false;
      if (probe && period === this.period) this.probesInFlight--;
      then();
    };
    return {
      succeeded: settle(() => this.succeeded(probe && period === this.period)),
      failed: (reason) => settle(() => this.failed(probe && period === this.period, reason))(),
      withdrawn: settle(() => void this.calls--),
    };
  }

  private succeeded(probe: boolean): void {
    if (this.current === 'closed') this.failures = 0;
    if (!probe || this.current !== 'half_open') return;
    if (++this.successes >= this.settings().successThreshold) this.close('the probe succeeded', 'engine');
  }

  private failed(probe: boolean, reason: string): void {
    this.failedCalls++;
    if (this.current === 'half_open' && probe) {
      this.failures++;
      this.openByFailure(`the probe failed: ${reason}`);
    } else if (this.current === 'closed' && ++this.failures >= this.settings().failureThreshold) {
      this.openByFailure(`${this.failures} failures in a row, the last: ${reason}`);
    }
  }

  private openByFailure(reason: string): void {
    this.openings++;
    this.open(reason, 'engine', this.backoffMs());
  }

  private open(reason: string, actor: string, waitMs: number): void {
    this.waitMs = waitMs;
    this.probeAtMs = this.clock.monotonicMs() + waitMs;
    this.change('open', reason, actor);
  }

  private close(reason: string, actor: string): void {
    this.failures = 0;
    this.openings = 0;
    this.change('closed', reason, actor);
  }

  private backoffMs(): number {
    const { openMs, openMsMax } = this.settings();
    return Math.min(openMsMax, openMs * 2 ** Math.max(0, this.openings - 1));
  }

  private change(to: BreakerState, reason: string, actor: string): void {
    const from = this.current;
    this.current = to;
    this.reason = reason;
    this.actor = actor;
    this.since = this.clock.now();
    this.successes = 0;
    this.probesInFlight = 0;
    this.period++;
    const probeAt = epochMicros(this.since + this.waitMs * 1000);
    this.onChange(
      {
        from,
        to,
        reason,
        failures: this.failures,
        openings: this.openings,
        ...(to === 'open' && { probeAt: formatMicros(probeAt) }),
      },
      actor,
    );
  }
}

/**
 * Compares what the engine says about a venue's life with what the venue has sent. Nothing that the engine itself sent
 * is a sign of life. A venue that sends nothing is reported as silent, and its breaker opens in the end. A breaker
 * closes only after an answer.
 */
import { type VenueId, venueIdOfStream } from '../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { BreakerState } from '../../domain/venue/venueEvents.ts';
import type { SimulatedTime } from '../machine/simulatedTime.ts';
import type { LifeSign } from '../venue/venueLine.ts';
import type { Report } from './violation.ts';

/**
 * Milliseconds until a quiet venue must be reported as silent. The engine asks after one second, and waits two seconds
 * for an answer.
 */
const toldSilentMs = 6_000;
/** Milliseconds until the breaker must be open: five questions without an answer, one after the other. */
const toldBrokenMs = 25_000;
/** Milliseconds between two looks at most. After a longer gap the process stood still, or is another one. */
const lookEveryMs = 1_500;
/** Milliseconds that an event may wait for a disk that stands still, and some more. */
const lateEventMsMax = 10_000;
/** More than what rounding takes away from a product of times. */
const roundingMs = 0.001;

interface Heard {
  connectedMs: number | undefined;
  messageMs: number;
  answerMs: number;
}

interface Breaker {
  readonly to: BreakerState;
  readonly openedMs: number;
  readonly changedMs: number;
}

export class LifeSigns {
  private readonly clock: SimulatedTime;
  private readonly rateError: number;
  private readonly report: Report;
  private readonly heard = new Map<VenueId, Heard>();
  private readonly breakers = new Map<string, Breaker>();
  private lookedMs = 0;
  private wallAheadMicros = 0;
  /** When the wall clock was last found set. */
  private steppedMs = -Infinity;
  /** The time since which the process has run without a break. */
  private awakeMs = 0;

  /** `rateError` is by how much the rate of a machine's clock differs from true time at most. */
  constructor(clock: SimulatedTime, rateError: number, report: Report) {
    this.clock = clock;
    this.rateError = rateError;
    this.report = report;
  }

  sign(venue: VenueId, sign: LifeSign): void {
    const now = this.clock.monotonicMs();
    const before = this.heard.get(venue) ?? { connectedMs: undefined, messageMs: 0, answerMs: 0 };
    if (sign === 'disconnected') {
      this.heard.set(venue, { ...before, connectedMs: undefined });
      return;
    }
    this.heard.set(venue, {
      connectedMs: sign === 'connected' ? now : before.connectedMs,
      messageMs: now,
      answerMs: sign === 'answer' ? now : before.answerMs,
    });
  }

  onDeath(): void {
    this.heard.clear();
    this.lookedMs = 0;
  }

  onEvent({ type, streamId, data, actor, time }: StoredEvent): void {
    if (type !== 'BreakerStateChanged') return;
    const now = this.clock.monotonicMs();
    const before = this.breakers.get(streamId);
    const { from, to, reason } = data;
    const openedMs = to === 'open' ? this.momentOf(time) : (before?.openedMs ?? this.momentOf(time));
    this.breakers.set(streamId, { to, openedMs, changedMs: now });
    // Events in between may be missing on record, and the breaker's opening may be one of them.
    const isWhole = before !== undefined && before.to === from;
    if (to !== 'closed' || actor !== 'engine' || !isWhole) return;
    const venue = venueIdOfStream(streamId);
    const heard = this.heard.get(venue);
    // The check does not know what a dead process has read.
    if (heard === undefined || heard.answerMs > before.openedMs) return;
    this.report('life_is_heard', `the breaker of ${venue} closes, ${reason}, and it has answered nothing`);
  }

  /** Called once a second with an engine that runs. */
  look(engine: Engine | undefined): void {
    const now = this.clock.monotonicMs();
    if (now - this.lookedMs > lookEveryMs) this.awakeMs = now;
    if (engine === undefined) return;
    this.lookedMs = now;
    const aheadMicros = this.clock.now() - this.clock.steadyNow();
    if (aheadMicros !== this.wallAheadMicros) this.steppedMs = now;
    this.wallAheadMicros = aheadMicros;
    for (const [venue, heard] of this.heard) {
      const guard = engine.guards.get(venue);
      if (guard !== undefined) this.compare(venue, heard, guard.snapshot());
    }
  }

  /**
   * The simulated time of an event, which may come to the disk late. Zero where the wall clock was set meanwhile,
   * or may have been: then the event's time proves nothing.
   */
  private momentOf(time: EpochMicros): number {
    const wall = this.clock.now();
    const now = this.clock.monotonicMs();
    const isStepped = wall - this.clock.steadyNow() !== this.wallAheadMicros;
    if (isStepped || now - this.steppedMs < lateEventMsMax) return 0;
    return now - (wall - time) / 1_000;
  }

  private compare(
    venue: VenueId,
    { connectedMs, messageMs }: Heard,
    told: ReturnType<NonNullable<ReturnType<Engine['guards']['get']>>['snapshot']>,
  ): void {
    const now = this.clock.monotonicMs();
    const { lastMessageAgeMs: toldMs, silentSince, breaker, connected } = told;
    if (toldMs !== undefined && toldMs + roundingMs < (now - messageMs) * (1 - this.rateError)) {
      const detail = `${venue} said something ${toldMs} ms ago, says the engine; it is ${now - messageMs} ms`;
      this.report('life_is_heard', detail);
    }
    if (connectedMs === undefined || !connected) return;
    const quietMs = now - Math.max(messageMs, connectedMs, this.awakeMs);
    if (quietMs >= toldSilentMs && silentSince === undefined) {
      this.report('silence_is_told', `${venue} has said nothing for ${quietMs} ms, and nobody is told`);
    }
    const { changedMs = 0 } = this.breakers.get(`venue-${venue}`) ?? {};
    const unansweredMs = Math.min(quietMs, now - changedMs);
    if (unansweredMs < toldBrokenMs || breaker.state !== 'closed') return;
    const detail = `${venue} has said nothing for ${quietMs} ms, and its breaker is closed`;
    this.report('silence_is_told', detail);
  }
}

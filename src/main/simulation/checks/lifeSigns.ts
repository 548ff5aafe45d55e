/**
 * What the engine says of a venue's life, compared with what the venue has said: nothing that the engine sent itself is
 * a sign of life, a venue that says nothing is told to be silent and ends behind an open breaker, and a breaker closes
 * only for an answer.
 */
import { type VenueId, venueIdOfStream } from '../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { BreakerState } from '../../domain/venue/venueEvents.ts';
import type { SimulatedTime } from '../simulatedTime.ts';
import type { Report } from './violation.ts';

/** What a process reads of a venue; an `answer` is one that it waits for. */
export type LifeSign = 'connected' | 'message' | 'answer' | 'disconnected';

/** The engine asks after one second, and waits two for an answer. */
const toldSilentMs = 6_000;
/** Five questions without an answer, one after the other. */
const toldBrokenMs = 25_000;
/** Seen less often, the process stood still, or was another. */
const lookEveryMs = 1_500;

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
  private readonly report: Report;
  private readonly heard = new Map<VenueId, Heard>();
  private readonly breakers = new Map<string, Breaker>();
  private lookedMs = 0;
  private wallAheadMicros = 0;
  /** Since when the process runs without a break. */
  private awakeMs = 0;

  constructor(clock: SimulatedTime, report: Report) {
    this.clock = clock;
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
    const openedMs = to === 'open' ? this.momentOf(time) : (before?.openedMs ?? now);
    this.breakers.set(streamId, { to, openedMs, changedMs: now });
    // What was not recorded in between may have been its opening.
    const isWhole = before !== undefined && before.to === from;
    if (to !== 'closed' || actor !== 'engine' || !isWhole) return;
    const venue = venueIdOfStream(streamId);
    const heard = this.heard.get(venue);
    // What a process that is dead by now has heard is forgotten.
    if (heard === undefined || heard.answerMs > before.openedMs) return;
    this.report('life_is_heard', `the breaker of ${venue} closes, ${reason}, and it has answered nothing`);
  }

  /** Once a second, of an engine that runs. */
  look(engine: Engine | undefined): void {
    const now = this.clock.monotonicMs();
    if (now - this.lookedMs > lookEveryMs) this.awakeMs = now;
    if (engine === undefined) return;
    this.lookedMs = now;
    this.wallAheadMicros = this.clock.now() - this.clock.steadyNow();
    for (const [venue, heard] of this.heard) {
      const guard = engine.guards.get(venue);
      if (guard !== undefined) this.compare(venue, heard, guard.snapshot());
    }
  }

  /** An event may come to the disk late. When its clock was set meanwhile, nothing is known of its time. */
  private momentOf(time: EpochMicros): number {
    const wall = this.clock.now();
    if (wall - this.clock.steadyNow() !== this.wallAheadMicros) return 0;
    return this.clock.monotonicMs() - (wall - time) / 1_000;
  }

  private compare(
    venue: VenueId,
    { connectedMs, messageMs }: Heard,
    told: ReturnType<NonNullable<ReturnType<Engine['guards']['get']>>['snapshot']>,
  ): void {
    const now = this.clock.monotonicMs();
    const { lastMessageAgeMs: toldMs, silentSince, breaker, connected } = told;
    if (toldMs !== undefined && toldMs < now - messageMs) {
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

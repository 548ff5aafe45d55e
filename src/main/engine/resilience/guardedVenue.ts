/** One venue behind its guards; each change of its breaker or connection is an event of `venue-<id>`. */
import { createCancelSource, type CancelSignal } from '../../../shared/kernel/cancelSignal.ts';
import { venueStream, type Actor, type CorrelationId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { VenueEvent } from '../../domain/venue/venueEvents.ts';
import type { VenueSettings } from '../configuration.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { EventStore } from '../events/eventStore.ts';
import { newEvent } from '../events/newEvent.ts';
import {
  VenueCallError,
  type Clock,
  type IdSource,
  type Logger,
  type Random,
  type Scheduler,
  type Venue,
} from '../ports.ts';
import { Bulkhead } from './bulkhead.ts';
import { CircuitBreaker, type BreakerPass } from './circuitBreaker.ts';
import { RateLimiter } from './rateLimiter.ts';
import { Retry } from './retry.ts';
import type { Admission, GuardSnapshot, Lane, VenueGuard } from './venueGuard.ts';

export interface GuardDependencies {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly random: Random;
  readonly store: EventStore;
  readonly logger: Logger;
}

/** The breaker refused between admission and call: the venue was not called. */
export class BreakerOpenError extends Error {
  override readonly name = 'BreakerOpenError';
}

export class GuardedVenue implements VenueGuard {
  readonly venue: Venue;
  private readonly settings: () => VenueSettings;
  private readonly dependencies: GuardDependencies;
  private readonly breaker: CircuitBreaker;
  private readonly limiter: RateLimiter;
  private readonly bulkhead: Bulkhead;
  private readonly retry: Retry;
  private detail = 'not connected yet';
  private lastMessageMs: number | undefined;
  /** The last event's append, so that an operator's action can wait for it. */
  private recorded: Promise<boolean> = Promise.resolve(true);

  /** The settings are asked for at each use: they change while it runs. */
  constructor(venue: Venue, settings: () => VenueSettings, dependencies: GuardDependencies) {
    this.venue = venue;
    this.settings = settings;
    this.dependencies = dependencies;
    const { clock, scheduler, random } = dependencies;
    this.breaker = new CircuitBreaker(
      () => settings().breaker,
      clock,
      (change, actor) => this.record({ type: 'BreakerStateChanged', data: change }, actor as Actor),
    );
    this.limiter = new RateLimiter(() => settings().limiter, clock, scheduler);
    this.bulkhead = new Bulkhead(() => settings().bulkhead, clock);
    this.retry = new Retry(() => settings().retry, scheduler, random);
  }

  /** Takes up the breaker's state from the last run. */
  async restore(): Promise<void> {
    for await (const event of this.dependencies.store.read(venueStream(this.venue.id), {
      direction: 'backwards',
    })) {
      if (event.type !== 'BreakerStateChanged') continue;
      this.breaker.restore(event.data, event.actor, event.time);
      return;
    }
  }

  async admit(lane: Lane, signal: CancelSignal): Promise<Result<Admission, Refusal>> {
    // A cancel reduces risk: it is tried even while the breaker keeps orders away.
    if (lane === 'order') {
      const refusal = this.breaker.refusal();
      if (refusal !== undefined) return err(this.breakerRefusal(refusal));
    }
    const limited = await this.limiter.take(lane, signal);
    if (limited !== 'taken') {
      return err(this.waitRefusal('rate_limiter', limited, this.settings().limiter.queueDepthMax));
    }
    const entered = await this.bulkhead.enter(lane, signal);
    if (entered !== 'taken') {
      return err(this.waitRefusal('bulkhead', entered, this.settings().bulkhead.queueDepthMax));
    }
    return ok(this.admission(lane, signal));
  }

  async query<T>(ask: (signal: CancelSignal) => Promise<T>, signal: CancelSignal): Promise<T> {
    const once = async (): Promise<T> => {
      const admitted = await this.admit('query', signal);
      if (!admitted.ok) throw new VenueCallError('not_connected', false, admitted.error.message);
      return admitted.value.call(ask);
    };
    try {
      return await once();
    } catch (error) {
      return await this.retry.again(once, hadNoAnswer, error, signal);
    }
  }

  async trip(context: OperatorContext): Promise<Result<void, Refusal>> {
    if (this.breaker.state === 'isolated') {
      return err(this.stateRefusal('trip', 'it is isolated; reset it first'));
    }
    this.breaker.trip(context.reason, context.actor);
    return this.recordedResult();
  }

  async isolate(context: OperatorContext): Promise<Result<void, Refusal>> {
    if (this.breaker.state === 'isolated') return err(this.stateRefusal('isolate', 'it is isolated already'));
    this.breaker.isolate(context.reason, context.actor);
    return this.recordedResult();
  }

  async reset(context: OperatorContext): Promise<Result<void, Refusal>> {
    if (this.breaker.state === 'closed') return err(this.stateRefusal('reset', 'it is closed'));
    this.breaker.reset(context.reason, context.actor);
    return this.recordedResult();
  }

  connected(detail: string): void {
    this.detail = detail;
    this.heard();
    this.record({ type: 'VenueConnected', data: { detail } }, 'engine' as Actor);
  }

  disconnected(reason: string): void {
    this.detail = reason;
    this.record({ type: 'VenueDisconnected', data: { reason } }, 'engine' as Actor);
  }

  /** A message of any kind came from the venue. */
  heard(): void {
    this.lastMessageMs = this.dependencies.clock.monotonicMs();
  }

  snapshot(): GuardSnapshot {
    return {
      venue: this.venue.id,
      connected: this.venue.connected,
      connectionDetail: this.detail,
      ...(this.lastMessageMs !== undefined && {
        lastMessageAgeMs: this.dependencies.clock.monotonicMs() - this.lastMessageMs,
      }),
      breaker: this.breaker.snapshot(),
      limiter: this.limiter.snapshot(),
      bulkhead: this.bulkhead.snapshot(),
      retry: this.retry.snapshot(),
    };
  }

  private admission(lane: Lane, signal: CancelSignal): Admission {
    let held = true;
    const release = (): void => {
      if (held) this.bulkhead.leave(lane);
      held = false;
    };
    return {
      release,
      call: async <T>(operation: (inner: CancelSignal) => Promise<T>): Promise<T> => {
        const once = (): Promise<T> => this.throughBreaker(lane, operation, signal);
        try {
          return await once();
        } catch (error) {
          return await this.retry.again(once, wasNotSent, error, signal);
        } finally {
          release();
        }
      },
    };
  }

  private async throughBreaker<T>(
    lane: Lane,
    operation: (signal: CancelSignal) => Promise<T>,
    signal: CancelSignal,
  ): Promise<T> {
    // Cancels and questions reduce risk: an open breaker does not hold them back.
    if (lane !== 'order' && this.breaker.refusal() !== undefined) {
      return await this.withTimeout(operation, signal);
    }
    const pass = this.breaker.tryPass();
    if (typeof pass === 'string') throw new BreakerOpenError(pass);
    try {
      const value = await this.withTimeout(operation, signal);
      this.heard();
      pass.succeeded();
      return value;
    } catch (error) {
      settleFailure(pass, error, signal);
      throw error;
    }
  }

  private async withTimeout<T>(
    operation: (signal: CancelSignal) => Promise<T>,
    outer: CancelSignal,
  ): Promise<T> {
    const source = createCancelSource();
    const abort = (): void => source.cancel();
    outer.addEventListener('abort', abort, { once: true });
    const { ackTimeoutMs } = this.settings();
    let expire: (error: Error) => void = () => undefined;
    const expired = new Promise<never>((_resolve, reject) => (expire = reject));
    const timer = this.dependencies.scheduler.after(ackTimeoutMs, () => {
      source.cancel();
      expire(new VenueCallError('timeout', true, `no answer from ${this.venue.id} in ${ackTimeoutMs} ms`));
    });
    try {
      return await Promise.race([operation(source.signal), expired]);
    } finally {
      timer.cancel();
      outer.removeEventListener('abort', abort);
    }
  }

  private record(event: VenueEvent, actor: Actor): void {
    const { store, ids, logger } = this.dependencies;
    const context = { correlationId: ids.next() as CorrelationId, actor };
    this.recorded = store
      .append(venueStream(this.venue.id), [newEvent(event, context, ids)], 'any')
      .then((result) => {
        if (!result.ok) {
          logger.log('error', 'venue event not recorded', { venue: this.venue.id, event: event.type });
        }
        return result.ok;
      });
  }

  private async recordedResult(): Promise<Result<void, Refusal>> {
    if (await this.recorded) return ok();
    const message = 'it took effect, but the event store could not record it';
    return err({ code: 'store_unavailable', message });
  }

  private breakerRefusal(reason: string): Refusal {
    return {
      code: 'breaker_open',
      message: `the circuit breaker of venue ${this.venue.id} is ${reason}`,
      field: 'venue',
      actual: this.breaker.state,
      expected: 'closed',
    };
  }

  private waitRefusal(
    where: 'rate_limiter' | 'bulkhead',
    outcome: 'full' | 'aborted',
    depthMax: number,
  ): Refusal {
    return outcome === 'full'
      ? {
          code: `${where}_full`,
          message: `the queue of venue ${this.venue.id}'s ${where} is full at ${depthMax}`,
          expected: `fewer than ${depthMax} waiting`,
        }
      : { code: 'processing_timeout', message: `gave up waiting for venue ${this.venue.id}'s ${where}` };
  }

  private stateRefusal(action: string, why: string): Refusal {
    return {
      code: 'breaker_state',
      message: `can't ${action} the breaker of ${this.venue.id}: ${why}`,
      actual: this.breaker.state,
    };
  }
}

/** What a failed call says about the venue: giving up ourselves says nothing. */
function settleFailure(pass: BreakerPass, error: unknown, signal: CancelSignal): void {
  if (signal.aborted) pass.withdrawn();
  else pass.failed(error instanceof Error ? error.message : String(error));
}

/** Never reached the venue: trying again can't do it twice. */
function wasNotSent(error: unknown): boolean {
  return error instanceof VenueCallError && !error.sent;
}

/** Sent, and the answer did not come: what changes nothing may be asked again. What was not sent has been tried again already. */
function hadNoAnswer(error: unknown): boolean {
  return error instanceof VenueCallError && error.sent && error.failure !== 'protocol';
}

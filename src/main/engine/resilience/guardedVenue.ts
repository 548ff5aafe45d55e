/**
 * One venue behind its guards. Each change of its breaker or of its connection is an event of the stream `venue-<id>`.
 */
import type { SessionMark } from '../../domain/venue/sessionMark.ts';
import { engineActor, newCorrelationId, venueStream, type Actor } from '../../../shared/kernel/ids.ts';
import { createAbortSource, neverAborted, type AbortSignalLike } from '../../../shared/kernel/abortSignal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import { epochMicros, formatMicros } from '../../../shared/kernel/time.ts';
import type { VenueEvent } from '../../domain/venue/venueEvents.ts';
import type { VenueSettings } from '../configuration.ts';
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
import { ControlledBreaker } from './breakerControl.ts';
import type { BreakerPass, CircuitBreaker } from './circuitBreaker.ts';
import { QueueingWatch } from './queueingWatch.ts';
import { RateLimiter } from './rateLimiter.ts';
import { Retry } from './retry.ts';
import { VenuePulse } from './venuePulse.ts';
import type { Admission, Admitted, GuardSnapshot, Lane, Throttling, VenueGuard } from './venueGuard.ts';

export interface GuardDependencies {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly random: Random;
  readonly store: EventStore;
  readonly logger: Logger;
}

/** Milliseconds after which a throttle is over in any case; a start looks no further back. */
const throttleMsMax = 7_200_000;

/** The breaker opened between admission and call: the venue was not called. */
export class BreakerOpenError extends VenueCallError {
  constructor(message: string) {
    super('refused', false, message);
  }
}

/** The operation decided not to call the venue. This says nothing about the venue, and the call may be tried again. */
export class CallWithheldError extends VenueCallError {
  constructor(message: string) {
    super('not_connected', false, message);
  }
}

export class GuardedVenue implements VenueGuard {
  readonly venue: Venue;
  private readonly settings: () => VenueSettings;
  private readonly dependencies: GuardDependencies;
  readonly control: ControlledBreaker;
  private readonly breaker: CircuitBreaker;
  private readonly limiter: RateLimiter;
  private readonly bulkhead: Bulkhead;
  private readonly retry: Retry;
  private readonly watches: readonly QueueingWatch[];
  private detail = 'not connected yet';
  /** Why and since when the venue is called more slowly. */
  private throttling: Pick<Throttling, 'reason' | 'since'> | undefined;
  private lastMessageMs: number | undefined;
  private readonly pulse: VenuePulse;
  /** Since when the venue is silent: UTC with microseconds, and milliseconds on the monotonic clock. */
  private silent: { readonly since: string; readonly sinceMs: number } | undefined;

  /** The guard asks for its settings at each use, because an operator may change them while it runs. */
  constructor(venue: Venue, settings: () => VenueSettings, dependencies: GuardDependencies) {
    this.venue = venue;
    this.settings = settings;
    this.dependencies = dependencies;
    const { clock, scheduler, random } = dependencies;
    this.control = new ControlledBreaker({
      name: `venue ${venue.id}`,
      settings: () => settings().breaker,
      whyNoProbe: () => (venue.connected ? undefined : 'it is not connected, and is probed once it is'),
      clock,
      append: (change, actor) => {
        this.pulse.look();
        return this.record({ type: 'BreakerStateChanged', data: change }, actor);
      },
    });
    this.breaker = this.control.breaker;
    this.limiter = new RateLimiter(() => settings().limiter, clock, scheduler);
    this.bulkhead = new Bulkhead(() => settings().bulkhead, clock);
    const tell = (event: VenueEvent): void => void this.record(event, engineActor());
    this.watches = [
      new QueueingWatch('limiter', this.limiter, clock, tell),
      new QueueingWatch('bulkhead', this.bulkhead, clock, tell),
    ];
    this.retry = new Retry(() => settings().retry, scheduler, random);
    this.pulse = new VenuePulse({
      clock,
      scheduler,
      isConnected: () => venue.connected,
      heardMs: () => this.lastMessageMs ?? 0,
      probeInMs: () => this.breaker.probeInMs(),
      ask: () => this.ask(),
      onSilent: (forMs) => this.fallSilent(forMs),
    });
  }

  /**
   * Restores the breaker's state from the last run, and the tokens that the limiter may have by now. `idleMs` is the
   * time since the last event of the last run, in milliseconds.
   */
  async restore(idleMs: number): Promise<void> {
    this.limiter.restore(idleMs);
    const { clock, store } = this.dependencies;
    let breaker = false;
    let throttle = false;
    for await (const event of store.read(venueStream(this.venue.id), { direction: 'backwards' })) {
      const agoMs = Math.max(0, (clock.now() - event.time) / 1_000);
      throttle ||= agoMs > throttleMsMax || event.type === 'VenueThrottleEnded';
      if (!throttle && event.type === 'VenueThrottled') {
        const { strikes, ratePerSecond, since, reason } = event.data;
        this.limiter.setThrottle({ strikes, ratePerSecond, saidMs: clock.monotonicMs() - agoMs });
        this.throttling = { reason, since };
        throttle = true;
      }
      if (!breaker && event.type === 'BreakerStateChanged') {
        this.breaker.restore(event.data, event.actor, event.time);
        breaker = true;
      }
      if (breaker && throttle) return;
    }
  }

  /** Called when the venue says that it is called too fast. That is an answer, and no failure for the breaker. */
  throttled(reason: string): void {
    const slower = this.limiter.slowDown();
    if (slower === undefined) return;
    const { strikes, ratePerSecond } = slower;
    const since = this.throttling?.since ?? formatMicros(this.dependencies.clock.now());
    this.throttling = { reason, since };
    const data = { reason, strikes, ratePerSecond, since };
    void this.record({ type: 'VenueThrottled', data }, engineActor());
  }

  amendRefusal(): Refusal | undefined {
    const { state, reason } = this.breaker.snapshot();
    if (state === 'closed') return undefined;
    return this.breakerRefusal(
      this.breaker.refusal() ?? `${state.replace('_', ' ')}, and probing: ${reason}`,
    );
  }

  admit(lane: Lane, signal: AbortSignalLike): Admitted | Promise<Admitted> {
    if (signal.aborted) return err(this.waitRefusal('rate_limiter', 'aborted', 0));
    // A cancel reduces risk, so it is tried even while the breaker refuses orders.
    if (lane === 'order') {
      const refusal = this.breaker.refusal();
      if (refusal !== undefined) return err(this.breakerRefusal(refusal));
    }
    const limited = this.limiter.take(lane, signal);
    if (limited === 'taken') return this.enter(lane, signal);
    return limited.then((outcome) =>
      outcome === 'taken'
        ? this.enter(lane, signal)
        : err(this.waitRefusal('rate_limiter', outcome, this.settings().limiter.queueDepthMax)),
    );
  }

  private enter(lane: Lane, signal: AbortSignalLike): Admitted | Promise<Admitted> {
    const { slowedMs } = this.limiter;
    const entered = this.bulkhead.enter(lane, signal);
    if (entered === 'taken') return this.entered(lane, signal);
    return entered.then((outcome) => {
      if (outcome !== 'taken') {
        return err(this.waitRefusal('bulkhead', outcome, this.settings().bulkhead.queueDepthMax));
      }
      if (lane === 'cancel' || this.limiter.slowedMs === slowedMs) return this.entered(lane, signal);
      // The venue has said "too fast" meanwhile, so this call waits for its turn again.
      this.bulkhead.leave(lane);
      return this.admit(lane, signal);
    });
  }

  private entered(lane: Lane, signal: AbortSignalLike): Admitted {
    const admission = this.admission(lane, signal);
    if (!signal.aborted) return ok(admission);
    // The caller gave up at the moment in which it was let in.
    admission.release();
    return err(this.waitRefusal('bulkhead', 'aborted', 0));
  }

  async query<T>(ask: (signal: AbortSignalLike) => Promise<T>, signal: AbortSignalLike): Promise<T> {
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

  /** Called once a second: looks whether calls wait, and records when waiting begins or ends. */
  lookAtQueues(): void {
    for (const watch of this.watches) watch.look();
    if (!this.limiter.recover()) return;
    this.throttling = undefined;
    const { ratePerSecond } = this.settings().limiter;
    void this.record({ type: 'VenueThrottleEnded', data: { ratePerSecond } }, engineActor());
  }

  /** Called when the engine stops: records the end of a busy time that still lasts. */
  close(): void {
    this.pulse.close();
    for (const watch of this.watches) watch.end();
  }

  connected(detail: string, session?: SessionMark): void {
    this.detail = detail;
    this.heard();
    const data = { detail, ...(session !== undefined && { session }) };
    void this.record({ type: 'VenueConnected', data }, engineActor());
    this.pulse.look();
  }

  disconnected(reason: string): void {
    const { cancelOnDisconnect } = this.venue.capabilities;
    const orders = cancelOnDisconnect
      ? 'the venue cancels working orders'
      : 'working orders stay at the venue';
    this.detail = `${reason}; ${orders}`;
    this.speakAgain();
    void this.record({ type: 'VenueDisconnected', data: { reason } }, engineActor());
  }

  /** Called when a message of any kind came from the venue. */
  heard(): void {
    this.lastMessageMs = this.dependencies.clock.monotonicMs();
    this.speakAgain();
  }

  snapshot(): GuardSnapshot {
    return {
      venue: this.venue.id,
      connected: this.venue.connected,
      connectionDetail: this.detail,
      ...(this.lastMessageMs !== undefined && {
        lastMessageAgeMs: this.dependencies.clock.monotonicMs() - this.lastMessageMs,
      }),
      ...(this.silent !== undefined && { silentSince: this.silent.since }),
      breaker: this.breaker.snapshot(),
      limiter: { ...this.limiter.snapshot(), ...this.throttledNow() },
      bulkhead: this.bulkhead.snapshot(),
      retry: this.retry.snapshot(),
    };
  }

  private throttledNow(): Pick<GuardSnapshot['limiter'], 'throttled'> {
    const pausedMs = this.limiter.pausedMs();
    if (pausedMs === undefined || this.throttling === undefined) return {};
    const { ratePerSecond: configuredPerSecond } = this.settings().limiter;
    return { throttled: { ...this.throttling, pausedMs, configuredPerSecond } };
  }

  /**
   * Asks the venue for a sign of life. It asks once, because the pulse asks again by itself. It asks without limiter
   * and bulkhead, whose room is kept for trading.
   */
  private async ask(): Promise<void> {
    try {
      await this.throughBreaker('query', (signal) => this.venue.ping(signal), neverAborted);
    } catch (error) {
      const fields = { venue: this.venue.id, error: String(error) };
      this.dependencies.logger.log('debug', 'no sign of life', fields);
    }
  }

  private fallSilent(forMs: number): void {
    const { clock } = this.dependencies;
    const since = formatMicros(epochMicros(clock.now() - Math.round(forMs * 1_000)));
    this.silent = { since, sinceMs: clock.monotonicMs() - forMs };
    void this.record({ type: 'VenueFellSilent', data: { since } }, engineActor());
  }

  private speakAgain(): void {
    if (this.silent === undefined) return;
    const silentMs = Math.round(this.dependencies.clock.monotonicMs() - this.silent.sinceMs);
    this.silent = undefined;
    void this.record({ type: 'VenueSpokeAgain', data: { silentMs } }, engineActor());
  }

  private admission(lane: Lane, signal: AbortSignalLike): Admission {
    let held = true;
    const release = (): void => {
      if (held) this.bulkhead.leave(lane);
      held = false;
    };
    const make = async <T>(once: () => Promise<T>, mayRepeat: () => boolean): Promise<T> => {
      try {
        return await once();
      } catch (error) {
        const repeatable = (last: unknown): boolean => isWorthRepeating(last) && mayRepeat();
        return await this.retry.again(once, repeatable, error, signal);
      } finally {
        release();
      }
    };
    return {
      release,
      call: (operation, mayRepeat = () => true) =>
        make(() => this.throughBreaker(lane, operation, signal), mayRepeat),
      tell: (operation) =>
        make(
          () => this.withTimeout(operation, signal),
          () => true,
        ),
    };
  }

  private async throughBreaker<T>(
    lane: Lane,
    operation: (signal: AbortSignalLike) => Promise<T>,
    signal: AbortSignalLike,
  ): Promise<T> {
    // A question risks nothing, so an open breaker does not hold it back.
    if (lane !== 'order' && this.breaker.refusal() !== undefined) {
      const value = await this.withTimeout(operation, signal);
      this.heard();
      return value;
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

  private withTimeout<T>(
    operation: (signal: AbortSignalLike) => Promise<T>,
    outer: AbortSignalLike,
  ): Promise<T> {
    const { id } = this.venue;
    if (outer.aborted) {
      return Promise.reject(new VenueCallError('timeout', false, `not sent to ${id}: its time was over`));
    }
    const { scheduler } = this.dependencies;
    const { ackTimeoutMs } = this.settings();
    return new Promise((resolve, reject) => {
      const source = createAbortSource();
      let ended: string | undefined;
      const settle = (): void => {
        timer.cancel();
        outer.removeEventListener('abort', abort);
      };
      const fail = (error: unknown): void => {
        settle();
        if (ended !== undefined && error instanceof VenueCallError) {
          reject(new VenueCallError('timeout', error.sent, ended));
        } else reject(error instanceof Error ? error : new Error(String(error)));
      };
      const end = (why: string): void => {
        ended ??= why;
        source.cancel();
        // The adapter settles first, because it may know that the request never left.
        scheduler.soon(() => fail(new VenueCallError('timeout', true, why)));
      };
      const abort = (): void => end(`gave up waiting for an answer from ${id}`);
      outer.addEventListener('abort', abort, { once: true });
      const timer = scheduler.after(ackTimeoutMs, () => end(`no answer from ${id} in ${ackTimeoutMs} ms`));
      let answering: Promise<T>;
      try {
        answering = operation(source.signal);
      } catch (error) {
        fail(error);
        return;
      }
      answering.then((value) => {
        settle();
        resolve(value);
      }, fail);
    });
  }

  private async record(event: VenueEvent, actor: Actor): Promise<boolean> {
    const { store, ids, logger } = this.dependencies;
    const context = { correlationId: newCorrelationId(ids), actor };
    const appended = await store.append(venueStream(this.venue.id), [newEvent(event, context, ids)], 'any');
    if (!appended.ok) {
      logger.log('error', 'venue event not recorded', { venue: this.venue.id, event: event.type });
    }
    return appended.ok;
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
}

/**
 * Tells the breaker of a failed call. The failure says nothing about the venue when the caller gave up, or when the
 * venue surely did not get the call.
 */
function settleFailure(pass: BreakerPass, error: unknown, signal: AbortSignalLike): void {
  if (signal.aborted || wasNotSent(error)) pass.withdrawn();
  else pass.failed(error instanceof Error ? error.message : String(error));
}

/** Whether the venue surely did not get the call: then another try can't do it twice. */
function wasNotSent(error: unknown): error is VenueCallError {
  return error instanceof VenueCallError && !error.sent;
}

function isWorthRepeating(error: unknown): boolean {
  return wasNotSent(error) && error.failure !== 'refused';
}

/**
 * Whether a call was sent and its answer did not come: a call that changes nothing may then be made again. A call that
 * was not sent has been tried again already.
 */
function hadNoAnswer(error: unknown): boolean {
  return error instanceof VenueCallError && error.sent && error.failure !== 'protocol';
}

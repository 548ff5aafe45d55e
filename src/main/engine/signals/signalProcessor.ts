/**
 * The intake of the engine: it checks the form of a signal, makes the signal durable, answers the producer, and gives
 * the signal to the coordinator.
 */
import {
  type CorrelationId,
  correlationOf,
  type OrderId,
  orderStream,
  parseSignalId,
  type SignalId,
  signalStream,
  type StreamId,
  type VenueId,
} from '../../../shared/kernel/ids.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { RiskDecisionRecord } from '../../domain/risk/riskDecision.ts';
import { parseSignal } from '../../domain/signal/parseSignal.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { SignalEvent } from '../../domain/signal/signalEvents.ts';
import { signalToRecord } from '../../domain/signal/signalRecord.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type {
  Acknowledgement,
  DryRun,
  SignalIntake,
  SignalOrigin,
  SignalOutcome,
  Submission,
} from './signalIntake.ts';
import type { AppendResult, EventStore } from '../events/eventStore.ts';
import { newEvent } from '../events/newEvent.ts';
import type { EventContext, NewEvent, StoredEvent } from '../events/storedEvent.ts';
import type { Clock, IdSource, RawInput, Scheduler } from '../ports.ts';
import type { Coordinator } from './coordinator.ts';
import type { RiskGuard } from '../risk/riskGuard.ts';
import { refusalsOf } from '../risk/riskManager.ts';
import type { SignalChecks } from '../pipeline/signalChecks.ts';
import { termsOf } from '../pipeline/signalConverter.ts';
import { takenBefore, type TakenBeforeDependencies } from './takenBefore.ts';

export interface SignalProcessorDependencies extends TakenBeforeDependencies {
  readonly checks: SignalChecks;
  readonly risk: Pick<RiskGuard, 'assessDry'>;
  /** Adds the venue's connection, breaker and record to the decision of risk. */
  readonly throughDoor: (venue: VenueId, decision: RiskDecisionRecord) => RiskDecisionRecord;
  readonly coordinator: Coordinator;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  /** The limits in force; the processor reads them at each use, because they may change while it runs. */
  readonly limits: Pick<EngineConfiguration, 'intakeQueueDepthMax'>;
  /** The fault that keeps signals out now; undefined while the engine takes signals. */
  readonly closedBy: () => Fault | undefined;
  readonly onRefused: (code: string) => void;
}

/** The pause that a producer is asked to make when the intake is full. */
const retryAfterMs = 50;
/**
 * How long a signal that the last run left waits for the first price after a start; after that it is judged without a
 * price.
 */
const priceWaitMsMax = 5_000;
const priceLookMs = 20;
const idUnreadable = 'unreadable';

export class SignalProcessor implements SignalIntake {
  private readonly dependencies: SignalProcessorDependencies;
  /** How many signals wait for their first event to be on disk, or for their market's first price. */
  private arriving = 0;
  private readonly outcomes = new Map<SignalId, Promise<SignalOutcome>>();
  /** Appends of first events that have not ended. Until its append has ended, a signal is not taken. */
  private readonly arrivals = new Map<SignalId, Promise<AppendResult>>();

  constructor(dependencies: SignalProcessorDependencies) {
    this.dependencies = dependencies;
  }

  get queued(): number {
    return this.arriving + this.dependencies.coordinator.queued;
  }

  get inFlight(): number {
    return this.dependencies.coordinator.inFlight;
  }

  submit(input: unknown, origin: SignalOrigin): Submission {
    const startedMs = this.dependencies.clock.monotonicMs();
    const closed = this.dependencies.closedBy();
    if (closed !== undefined) return notTaken({ type: 'unavailable', fault: closed });
    const { limits } = this.dependencies;
    if (this.queued >= limits.intakeQueueDepthMax) return notTaken({ type: 'busy', retryAfterMs });
    const signalId = idOf(input);
    const arrival = signalId && this.arrivals.get(signalId);
    if (signalId !== undefined && arrival !== undefined) return this.onItsWay(signalId, arrival);
    const parsed = parseSignal(input);
    const reasons = parsed.ok
      ? this.dependencies.checks.validate(parsed.value, this.dependencies.clock.now())
      : parsed.error;
    // The order of this signal was adopted from the venue's record, because the store had lost the signal.
    if (signalId !== undefined && this.has(orderStream(this.orderIdOf(signalId)))) {
      return this.takenBefore(signalId);
    }
    // For a valid signal the store says whether it is a repetition, when it is about to take the signal.
    if (parsed.ok && reasons.length === 0) return this.take(parsed.value, origin, startedMs);
    if (signalId !== undefined && this.has(signalStream(signalId))) return this.takenBefore(signalId);
    const acknowledged = this.refuse(signalId, parsed.ok ? parsed.value : undefined, reasons, origin);
    return { acknowledged, outcome: acknowledged.then(() => ({ type: 'rejected', reasons })) };
  }

  async refuseUnreadable(refusal: Refusal, raw: RawInput, origin: SignalOrigin): Promise<Acknowledgement> {
    const closed = this.dependencies.closedBy();
    if (closed !== undefined) return { type: 'unavailable', fault: closed };
    return this.refuse(undefined, undefined, [refusal], { ...origin, raw });
  }

  dryRun(input: unknown): DryRun {
    const { checks, clock, risk, ids, closedBy, throughDoor } = this.dependencies;
    const closed = closedBy();
    if (closed !== undefined) return { refusals: [{ code: closed.code, message: closed.message }] };
    const parsed = parseSignal(input);
    if (!parsed.ok) return { refusals: parsed.error };
    const refusals = checks.validate(parsed.value, clock.now());
    const instrument = checks.instrument(parsed.value.symbol);
    if (refusals.length > 0 || instrument === undefined) return { refusals };
    const assessed = risk.assessDry(termsOf(parsed.value, ids.next() as OrderId, instrument));
    if (!assessed.ok) return { refusals: [assessed.error] };
    const decision = throughDoor(instrument.venue, assessed.value);
    return { refusals: refusalsOf(decision), risk: decision };
  }

  /** Processes a signal that the last run left without an outcome, as soon as its market has a price again. */
  resume(signal: Signal, orderId: OrderId, received: StoredEvent): void {
    const { clock, scheduler, checks } = this.dependencies;
    const untilMs = clock.monotonicMs() + priceWaitMsMax;
    this.arriving++;
    const look = (): void => {
      if (!checks.isPriced(signal.symbol) && clock.monotonicMs() < untilMs) {
        scheduler.after(priceLookMs, look);
        return;
      }
      this.arriving--;
      void this.follow(signal, orderId, received, clock.monotonicMs());
    };
    look();
  }

  private take(signal: Signal, origin: SignalOrigin, startedMs: number): Submission {
    const { ids } = this.dependencies;
    const orderId = this.orderIdOf(signal.id);
    const context: EventContext = { correlationId: correlationOf(orderId), actor: origin.actor };
    const event = newEvent(
      { type: 'SignalReceived', data: { signal: signalToRecord(signal), orderId } },
      context,
      ids,
    );
    this.arriving++;
    const appended = this.arrive(signal.id, [event]).finally(() => this.arriving--);
    let before: Submission | undefined;
    const again = (): Submission => (before ??= this.takenBefore(signal.id));
    const outcome = appended.then((result): Promise<SignalOutcome> | SignalOutcome => {
      const received = result.ok ? result.value.events[0] : undefined;
      if (received !== undefined) return this.follow(signal, orderId, received, startedMs);
      return result.ok || result.error.code !== 'version_conflict' ? { type: 'not_taken' } : again().outcome;
    });
    const acknowledged = appended.then((result): Promise<Acknowledgement> | Acknowledgement => {
      if (result.ok) {
        const position = result.value.events[0]?.position ?? 0;
        return { type: 'acknowledged', signalId: signal.id, orderId, position };
      }
      return result.error.code === 'version_conflict' ? again().acknowledged : notWritten(result.error.fault);
    });
    return { acknowledged, outcome };
  }

  private follow(
    signal: Signal,
    orderId: OrderId,
    received: StoredEvent,
    startedMs: number,
  ): Promise<SignalOutcome> {
    const outcome = this.dependencies.coordinator.process(signal, orderId, received, startedMs);
    this.outcomes.set(signal.id, outcome);
    return outcome.finally(() => this.outcomes.delete(signal.id));
  }

  /**
   * Answers a repeated signal whose first event is not on disk yet: until it is, the first signal is not taken either.
   */
  private onItsWay(signalId: SignalId, arrival: Promise<AppendResult>): Submission {
    const told = arrival.then((first) => {
      const isThere = first.ok || first.error.code === 'version_conflict';
      return isThere ? this.takenBefore(signalId) : notTaken(notWritten(first.error.fault));
    });
    return {
      acknowledged: told.then(({ acknowledged }) => acknowledged),
      outcome: told.then(({ outcome }) => outcome),
    };
  }

  private takenBefore(signalId: SignalId): Submission {
    const running = this.outcomes.get(signalId);
    if (running === undefined) return takenBefore(this.dependencies, signalId, this.orderIdOf(signalId));
    return { acknowledged: Promise.resolve({ type: 'duplicate', signalId }), outcome: running };
  }

  private has(stream: StreamId): boolean {
    return this.dependencies.store.streamVersion(stream) >= 0;
  }

  /** Appends the first events of a signal. */
  private arrive(id: SignalId, events: readonly NewEvent[]): Promise<AppendResult> {
    const arrival = this.dependencies.store
      .append(signalStream(id), events, 'no_stream')
      .finally(() => this.arrivals.delete(id));
    this.arrivals.set(id, arrival);
    return arrival;
  }

  private async refuse(
    id: SignalId | undefined,
    signal: Signal | undefined,
    reasons: readonly Refusal[],
    origin: SignalOrigin,
  ): Promise<Acknowledgement> {
    const { store, ids, onRefused } = this.dependencies;
    for (const reason of reasons) onRefused(reason.code);
    const streamKey = id ?? this.unreadableId(origin);
    const context: EventContext = {
      correlationId: streamKey as string as CorrelationId,
      actor: origin.actor,
    };
    const rejected: SignalEvent = {
      type: 'SignalRejected',
      data: {
        reasons,
        ...(origin.label !== undefined && { origin: origin.label }),
        ...(signal === undefined && origin.raw !== undefined && { raw: origin.raw }),
      },
    };
    const events: NewEvent[] = [newEvent(rejected, context, ids)];
    if (signal !== undefined) {
      const orderId = this.orderIdOf(signal.id);
      events.unshift(
        newEvent({ type: 'SignalReceived', data: { signal: signalToRecord(signal), orderId } }, context, ids),
      );
    }
    const result = await this.arrive(streamKey, events);
    const known = id === undefined ? {} : { signalId: id };
    const code = reasons[0]?.code ?? 'refused';
    if (result.ok) {
      return {
        type: 'refused',
        ...known,
        code,
        reasons,
        position: result.value.events.at(-1)?.position ?? 0,
      };
    }
    if (result.error.code !== 'version_conflict') return notWritten(result.error.fault);
    // The same unreadable input at the same place is on record already. A known id came twice at the same time, so this
    // signal is a duplicate.
    return id === undefined
      ? { type: 'refused', code, reasons, position: store.head().position }
      : { type: 'duplicate', signalId: id };
  }

  /** A signal has the same order id in every store, so that a venue which has seen the order before recognizes it. */
  private orderIdOf(signalId: SignalId): OrderId {
    return compact(this.dependencies.ids.named(signalStream(signalId))) as OrderId;
  }

  private unreadableId(origin: SignalOrigin): SignalId {
    const key =
      origin.raw === undefined ? compact(this.dependencies.ids.next()) : origin.raw.sha256.slice(0, 32);
    const place = /(\d+)$/.exec(origin.label ?? '')?.[1] ?? '0';
    return `${idUnreadable}-${key}-${place}` as SignalId;
  }
}

function notWritten(fault: Fault): Acknowledgement {
  return { type: 'unavailable', fault };
}

function notTaken(acknowledgement: Acknowledgement): Submission {
  return { acknowledged: Promise.resolve(acknowledgement), outcome: Promise.resolve({ type: 'not_taken' }) };
}

/** The signal's id where the input has an id that can serve as a key, whatever else is wrong with the input. */
function idOf(input: unknown): SignalId | undefined {
  if (typeof input !== 'object' || input === null || !('id' in input)) return undefined;
  return parseSignalId(input.id);
}

/** Order ids are shown, typed and sent to venues, so they have no dashes. */
function compact(uuid: string): string {
  return uuid.replaceAll('-', '');
}

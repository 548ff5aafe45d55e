/**
 * The intake of the engine: it judges the form of a signal, appends the signal's first event, and hands the signal on
 * at once. The producer gets its answer when that event is on disk.
 */
import {
  correlationOf,
  orderStream,
  parseOrderId,
  parseSignalId,
  signalStream,
  trusted,
  type Actor,
  type OrderId,
  type SignalId,
  type StreamId,
  type VenueId,
} from '../../../shared/kernel/ids.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import { describeRefusals, type Refusal } from '../../../shared/kernel/refusal.ts';
import { ok, type Result } from '../../../shared/kernel/result.ts';
import type { RiskDecisionRecord } from '../../domain/order/riskDecision.ts';
import { parseSignal } from '../../domain/signal/parseSignal.ts';
import { withRoute } from '../../domain/signal/route.ts';
import { otherContent } from '../../domain/signal/otherContent.ts';
import { whyNotOwn } from '../../domain/signal/ownSignals.ts';
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
import type { AppendFault, AppendResult, EventStore } from '../events/eventStore.ts';
import { newEvent } from '../events/newEvent.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import type { EventContext, NewEvent, StoredEvent } from '../events/storedEvent.ts';
import type { Clock, IdSource, RawInput, Scheduler } from '../ports.ts';
import { shareOf, type Coordinator, type TakenSignal } from './coordinator.ts';
import type { RiskGuard } from '../risk/riskGuard.ts';
import { refusalsOf } from '../risk/riskManager.ts';
import type { SignalChecks } from '../pipeline/signalChecks.ts';
import { termsOf } from '../pipeline/signalConverter.ts';
import { takenBefore, type TakenBeforeDependencies } from './takenBefore.ts';

export interface SignalProcessorDependencies extends TakenBeforeDependencies {
  readonly checks: SignalChecks;
  readonly risk: Pick<RiskGuard, 'assessDry'>;
  /** Reads the signal that used the id first; undefined where there is none, and where that one was refused. */
  readonly firstOf: (signalId: SignalId) => Promise<Signal | undefined>;
  /** Adds the venue's connection, breaker and record to the decision of risk. */
  readonly throughDoor: (venue: VenueId, decision: RiskDecisionRecord) => RiskDecisionRecord;
  readonly coordinator: Coordinator;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  /** The limits in force; the processor reads them at each use, because they may change while it runs. */
  readonly limits: Pick<EngineConfiguration, 'intakeQueueDepthMax' | 'venues'>;
  /** The fault that keeps signals out now; undefined while the engine takes signals. */
  readonly closedBy: () => Fault | undefined;
  /** Whether a person may send signals; a program always may. */
  readonly admitSender: (actor: Actor) => Result<void, Refusal>;
  readonly onRefused: (code: string) => void;
}

type Parsed = ReturnType<typeof parseSignal>;

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
  /** How many signals, refused ones included, wait for their first event to be on disk. */
  private arriving = 0;
  /** Signals of an earlier run that wait for a price. */
  private resuming = 0;
  private isLeaving = false;
  private readonly outcomes = new Map<SignalId, Promise<SignalOutcome>>();
  /**
   * First events that are not on disk yet: until they are, their signals are not taken. An event that did not get there
   * stays until nothing that rests on it runs any more.
   */
  private readonly arrivals = new Map<SignalId, Promise<AppendResult>>();

  constructor(dependencies: SignalProcessorDependencies) {
    this.dependencies = dependencies;
  }

  get queued(): number {
    // Arriving signals already wait in the pipeline's queue, or have a place in it.
    return this.resuming + Math.max(this.arriving, this.dependencies.coordinator.queued);
  }

  get inFlight(): number {
    return this.dependencies.coordinator.inFlight;
  }

  isFullFor(input: unknown): boolean {
    const { limits, checks, coordinator } = this.dependencies;
    const { intakeQueueDepthMax, venues } = limits;
    if (this.queued >= intakeQueueDepthMax) return true;
    return coordinator.queuedFor(checks.venueFor(input)) >= shareOf(intakeQueueDepthMax, venues);
  }

  submit(input: unknown, origin: SignalOrigin): Submission {
    const startedMs = this.dependencies.clock.monotonicMs();
    const closed = this.dependencies.closedBy();
    if (closed !== undefined) return notTaken({ type: 'unavailable', fault: closed });
    const admitted = this.dependencies.admitSender(origin.actor);
    if (!admitted.ok) return notTaken({ type: 'unavailable', fault: admitted.error });
    if (this.isFullFor(input)) return notTaken({ type: 'busy', retryAfterMs });
    const signalId = idOf(input);
    const parsed = parseSignal(input);
    const arrival = signalId && this.arrivals.get(signalId);
    if (signalId !== undefined && arrival !== undefined) {
      return this.onItsWay(arrival, () => this.again(signalId, parsed, origin));
    }
    const orderId = signalId && this.orderIdOf(signalId);
    const reasons = parsed.ok ? this.judge(parsed.value, origin) : parsed.error;
    if (signalId !== undefined && orderId !== undefined) {
      const wasTaken = this.wasTaken(signalId, orderId);
      if (typeof wasTaken === 'object') return notTaken(notWritten(wasTaken));
      if (wasTaken) return this.again(signalId, parsed, origin);
      if (parsed.ok && reasons.length === 0) return this.take(parsed.value, orderId, origin, startedMs);
    }
    const acknowledged = this.refuse(signalId, parsed.ok ? parsed.value : undefined, reasons, origin);
    return { acknowledged, outcome: acknowledged.then(() => ({ type: 'rejected', reasons })) };
  }

  /** A producer learns nothing else about a signal that is not its own. */
  private judge(signal: Signal, { own }: SignalOrigin): readonly Refusal[] {
    const { checks, clock } = this.dependencies;
    const notOwn = own === undefined ? [] : whyNotOwn(signal, own);
    return notOwn.length > 0 ? notOwn : checks.validate(signal, clock.now());
  }

  async refuseUnreadable(refusal: Refusal, raw: RawInput, origin: SignalOrigin): Promise<Acknowledgement> {
    const closed = this.dependencies.closedBy();
    if (closed !== undefined) return { type: 'unavailable', fault: closed };
    const admitted = this.dependencies.admitSender(origin.actor);
    if (!admitted.ok) return { type: 'unavailable', fault: admitted.error };
    if (this.isFullFor(undefined)) return { type: 'busy', retryAfterMs };
    return this.refuse(undefined, undefined, [refusal], { ...origin, raw });
  }

  dryRun(input: unknown, sender: Actor): DryRun {
    const { checks, clock, risk, ids, closedBy, throughDoor } = this.dependencies;
    const closed = closedBy();
    if (closed !== undefined) return { refusals: [{ code: closed.code, message: closed.message }] };
    const parsed = parseSignal(input);
    if (!parsed.ok) return { refusals: parsed.error };
    const refusals = checks.validate(parsed.value, clock.now());
    if (refusals.length > 0) return { refusals };
    const route = checks.route(parsed.value);
    if (!route.ok) return { refusals: [route.error] };
    const assessed = risk.assessDry(
      termsOf(parsed.value, trusted(parseOrderId, ids.next()), route.value.venue),
      sender,
    );
    if (!assessed.ok) return { refusals: [assessed.error] };
    const decision = throughDoor(route.value.venue, withRoute(assessed.value, route.value));
    return { refusals: refusalsOf(decision), risk: decision };
  }

  /** Begins no more signals: the waiting ones are on record, and the next start finishes them. */
  leaveWaiting(): void {
    this.isLeaving = true;
    this.dependencies.coordinator.leaveWaiting();
  }

  /** Processes a signal that the last run left without an outcome, as soon as its market has a price again. */
  resume(signal: Signal, orderId: OrderId, received: StoredEvent): void {
    const { clock, scheduler, checks } = this.dependencies;
    const untilMs = clock.monotonicMs() + priceWaitMsMax;
    this.resuming++;
    const look = (): void => {
      if (this.isLeaving) return;
      if (!checks.isPriced(signal.symbol) && clock.monotonicMs() < untilMs) {
        scheduler.after(priceLookMs, look);
        return;
      }
      this.resuming--;
      const recorded = Promise.resolve(ok());
      void this.follow({ signal, orderId, received, recorded, startedMs: clock.monotonicMs() });
    };
    look();
  }

  /** Called when the creation of an order did not get to the disk. */
  takenBack(orderId: OrderId): void {
    this.dependencies.coordinator.takenBack(orderId);
  }

  private take(signal: Signal, orderId: OrderId, origin: SignalOrigin, startedMs: number): Submission {
    const context: EventContext = { correlationId: correlationOf(orderId), actor: origin.actor };
    const received = newEvent(
      {
        type: 'SignalReceived',
        data: {
          signal: signalToRecord(signal),
          orderId,
          ...(origin.label !== undefined && { origin: origin.label }),
        },
      },
      context,
      this.dependencies.ids,
    );
    const recorded = this.arrive(signal.id, [received], () => outcome);
    const outcome = this.follow({ signal, orderId, received, recorded, startedMs });
    const acknowledged = recorded.then((result): Acknowledgement => {
      if (!result.ok) return notWritten(faultOf(result.error));
      const position = result.value.events[0]?.position ?? 0;
      return { type: 'acknowledged', signalId: signal.id, orderId, position };
    });
    return { acknowledged, outcome };
  }

  private follow(taken: TakenSignal): Promise<SignalOutcome> {
    const { id } = taken.signal;
    const venue = this.dependencies.checks.venueFor(taken.signal);
    const outcome = this.dependencies.coordinator.process({ ...taken, venue });
    this.outcomes.set(id, outcome);
    const end = (): void => void this.outcomes.delete(id);
    outcome.then(end, end);
    return outcome;
  }

  /** Answers a repeated signal whose first event is not on disk yet: the first signal is not taken before either. */
  private onItsWay(arrival: Promise<AppendResult>, again: () => Submission): Submission {
    const told = arrival.then((first) => {
      const isThere = first.ok || first.error.code === 'version_conflict';
      return isThere ? again() : notTaken(notWritten(first.error.fault));
    });
    return {
      acknowledged: told.then(({ acknowledged }) => acknowledged),
      outcome: told.then(({ outcome }) => outcome),
    };
  }

  /**
   * A used id gets the first signal's answer. Where this signal asks for another order, that is recorded before the
   * answer.
   */
  private again(signalId: SignalId, again: Parsed, origin: SignalOrigin): Submission {
    const answer = this.takenBefore(signalId);
    const acknowledged = answer.acknowledged.then(async (told): Promise<Acknowledgement> => {
      if (told.type !== 'duplicate') return told;
      const reasons = await this.otherOrder(signalId, again);
      if (reasons.length === 0) return told;
      const noted = await this.refuse(signalId, undefined, reasons, origin, this.reusedId(signalId, reasons));
      return noted.type === 'refused' ? told : noted;
    });
    return { acknowledged, outcome: answer.outcome };
  }

  /**
   * How the signal differs from the first one with its id. Where the first one can't be read, no difference is claimed.
   */
  private async otherOrder(signalId: SignalId, again: Parsed): Promise<readonly Refusal[]> {
    const first = await this.dependencies.firstOf(signalId).catch(() => undefined);
    if (first === undefined) return [];
    return again.ok ? [otherContent(first, again.value) ?? []].flat() : again.error;
  }

  /**
   * The refusal is recorded in a stream of its own, not in the first signal's; the same content again has the same
   * stream.
   */
  private reusedId(signalId: SignalId, reasons: readonly Refusal[]): SignalId {
    const name = `${signalStream(signalId)} ${describeRefusals(reasons)}`;
    return trusted(parseSignalId, `reused-${compact(this.dependencies.ids.named(name))}`);
  }

  private takenBefore(signalId: SignalId): Submission {
    const running = this.outcomes.get(signalId);
    if (running === undefined) return takenBefore(this.dependencies, signalId, this.orderIdOf(signalId));
    return { acknowledged: Promise.resolve({ type: 'duplicate', signalId }), outcome: running };
  }

  /** Whether the signal was taken before, or the fault of a store that can't say. */
  private wasTaken(signalId: SignalId, orderId: OrderId): boolean | Fault {
    const has = (stream: StreamId): boolean => this.dependencies.store.streamVersion(stream) >= 0;
    try {
      // A store that had lost the signal may have adopted its order from the venue's record.
      return has(orderStream(orderId)) || has(signalStream(signalId));
    } catch (error) {
      if (error instanceof StoreReadError) return error.fault;
      throw error;
    }
  }

  /**
   * Appends a signal's first events. `onTop` is called where the disk does not take them, to end every decision that
   * rests on them.
   */
  private arrive(
    id: SignalId,
    events: readonly NewEvent[],
    onTop: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<AppendResult> {
    this.arriving++;
    const arrival = this.dependencies.store.append(signalStream(id), events, 'no_stream');
    this.arrivals.set(id, arrival);
    const end = (): void => void this.arrivals.delete(id);
    const arrived = (result: AppendResult | undefined): void => {
      this.arriving--;
      if (result?.ok === false) onTop().then(end, end);
      else end();
    };
    arrival.then(arrived, () => arrived(undefined));
    return arrival;
  }

  private async refuse(
    id: SignalId | undefined,
    signal: Signal | undefined,
    reasons: readonly Refusal[],
    origin: SignalOrigin,
    streamKey = id ?? this.unreadableId(origin),
  ): Promise<Acknowledgement> {
    const { store, ids, onRefused } = this.dependencies;
    for (const reason of reasons) onRefused(reason.code);
    const context: EventContext = {
      correlationId: correlationOf(streamKey),
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
    // The same unreadable input at the same place, or the same other content, is on record already. Otherwise a known
    // id came twice at the same time, so this signal is a duplicate.
    return id === streamKey
      ? { type: 'duplicate', signalId: id }
      : { type: 'refused', ...known, code, reasons, position: store.head().position };
  }

  /** A signal has the same order id in every store, so that a venue which has seen the order before recognizes it. */
  private orderIdOf(signalId: SignalId): OrderId {
    return trusted(parseOrderId, compact(this.dependencies.ids.named(signalStream(signalId))));
  }

  private unreadableId(origin: SignalOrigin): SignalId {
    const key =
      origin.raw === undefined ? compact(this.dependencies.ids.next()) : origin.raw.sha256.slice(0, 32);
    const place = /(\d+)$/.exec(origin.label ?? '')?.[1] ?? '0';
    return trusted(parseSignalId, `${idUnreadable}-${key}-${place}`);
  }
}

/** The streams of signals with a name were looked up just before. */
function faultOf(error: AppendFault): Fault {
  invariant(error.code === 'store_unavailable', 'a signal is new when it is taken');
  return error.fault;
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

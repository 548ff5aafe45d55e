/**
 * Keeps the signals read model up to date beside the orders'. It takes the batches that the orders' reader has read, so
 * that the log is read once. Rows that are further behind, as after an upgrade, catch up by themselves first.
 */
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { StoreReadError } from '../events/storeReadError.ts';
import { understandingStore } from '../events/understanding/understandingStore.ts';
import type { Logger, Scheduler, Timer } from '../ports.ts';
import { SignalsProjection } from '../readmodel/signals/signalsProjection.ts';
import type { SignalViewStore } from '../readmodel/signals/signalViewStore.ts';
import type { Answered } from './orderReader.ts';
import {
  signalChangesMax,
  type SignalQuestion,
  type SignalQuestions,
  type SignalReader,
} from './signalReader.ts';

/** Events that are applied at once while the rows catch up. */
const batchEventsMax = 500;
/** Milliseconds until the log is read again after a fault. */
const readAgainMs = 1_000;

export interface SignalFollowerPorts {
  readonly events: EventStore;
  readonly views: SignalViewStore;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

type Handlers = {
  readonly [Question in SignalQuestion]: (
    asked: SignalQuestions[Question]['asked'],
  ) => SignalQuestions[Question]['answer'];
};

export class SignalFollower implements SignalReader {
  private readonly ports: SignalFollowerPorts;
  private readonly events: EventStore;
  private readonly projection: SignalsProjection;
  private readonly handlers: Handlers;
  private head = 0;
  private catching = false;
  private closed = false;
  private again: Timer | undefined;

  constructor(ports: SignalFollowerPorts) {
    this.ports = ports;
    this.events = understandingStore(ports.events);
    const projection = new SignalsProjection(ports.views, ports.scheduler, ports.logger);
    this.projection = projection;
    this.handlers = {
      signalList: ({ filter, sort }) => {
        const rows = projection.flushed();
        return { positions: rows.positions(filter, sort), total: rows.count() };
      },
      signalRows: (positions) => projection.flushed().at(positions),
      signalChanges: (after) => {
        const rows = projection.flushed();
        return { rows: rows.changedAfter(after, signalChangesMax), total: rows.count() };
      },
      signal: (signalId) => projection.get(signalId),
    };
  }

  /** Called before anything else. With `anew` the rows were made from another store, and are forgotten. */
  start(anew: boolean): void {
    if (anew || this.projection.position > this.events.head().position) this.projection.startAnew();
  }

  /** Reads the log up to this position where the rows are not as new. */
  follow(head: number): void {
    this.head = Math.max(this.head, head);
    if (this.projection.position < this.head && !this.catching && !this.closed) void this.catchUp();
  }

  /** Takes events that were just read, in their order. Where others are missing before them, the log is read up to them. */
  take(batch: readonly StoredEvent[]): void {
    const [first] = batch;
    const last = batch.at(-1);
    if (first === undefined || last === undefined) return;
    if (first.position > this.projection.position + 1) {
      this.follow(last.position);
      return;
    }
    this.head = Math.max(this.head, last.position);
    try {
      this.projection.apply(batch);
    } catch (error) {
      this.fail(error);
    }
  }

  askSignals<Question extends SignalQuestion>(
    question: Question,
    asked: SignalQuestions[Question]['asked'],
  ): Promise<Answered<SignalQuestions[Question]['answer']>> {
    return new Promise((resolve) => {
      const value = this.handlers[question](asked);
      resolve({ position: this.projection.position, value });
    });
  }

  /** Writes the rows that wait to the file, if the file takes them. */
  written(): void {
    this.projection.flushed();
  }

  /** Makes all rows anew from the events. Questions are answered from those that are there. */
  startAnew(): void {
    this.projection.startAnew();
    this.follow(this.head);
  }

  close(): void {
    this.closed = true;
    this.again?.cancel();
    this.projection.close();
  }

  private async catchUp(): Promise<void> {
    this.catching = true;
    try {
      while (this.projection.position < this.head && !this.closed) await this.readSome();
    } catch (error) {
      this.fail(error);
    } finally {
      this.catching = false;
    }
  }

  private async readSome(): Promise<void> {
    const batch: StoredEvent[] = [];
    for await (const event of this.events.readAll({ afterPosition: this.projection.position })) {
      if (this.closed) return;
      if (event.position > this.head || batch.push(event) === batchEventsMax) break;
    }
    // The reading itself may have waited.
    if (this.closed) return;
    this.projection.apply(batch);
    await this.projection.belowBound();
    // Questions get their turn between two batches.
    await new Promise<void>((resolve) => this.ports.scheduler.soon(resolve));
  }

  /** A fault of the store: the log is read again later. Any other error is a bug. Whoever closes it closes the store too. */
  private fail(error: unknown): void {
    if (this.closed) return;
    if (!(error instanceof StoreReadError)) throw error;
    this.ports.logger.log('warn', 'the signals are not read', { error: error.message });
    this.again?.cancel();
    this.again = this.ports.scheduler.after(readAgainMs, () => this.follow(this.head));
  }
}

/**
 * Records which consoles are connected, so that the audit trail tells later who sat where. Whoever comes and goes without
 * end leaves a bounded number of events: what is above it is counted, and told once a minute.
 */
import { engineActor, type Actor } from '../../../shared/kernel/ids.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { ConsoleOnRecord } from '../../domain/desk/consoleEvents.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import type { Clock, Scheduler, Timer } from '../../engine/ports.ts';

/** Connections of one place that are recorded one by one in a minute. Those that last are recorded in the next one. */
export const recordedMax = 10;
const minuteMs = 60_000;

export interface ConsoleRecordsPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly scheduler: Pick<Scheduler, 'after'>;
  /** Appends to the `desk` stream. */
  readonly record: (event: DeskEvent, actor: Actor) => Promise<unknown>;
}

/** Tells who is at the console now. */
type Who = () => Omit<ConsoleOnRecord, 'since'>;

export interface RecordedConnection {
  /** `why` is the end of a sentence. Only the first call counts. */
  end(why: string): void;
}

interface Connection {
  readonly place: string;
  readonly who: Who;
  readonly since: string;
}

type Ended = ConsoleOnRecord & { readonly why: string };

export class ConsoleRecords {
  private readonly ports: ConsoleRecordsPorts;
  /** How many connections were recorded in this minute, by place. */
  private readonly recorded = new Map<string, number>();
  private readonly open = new Set<Connection>();
  /** Connections that wait for the next minute to be recorded. */
  private readonly waiting = new Set<Connection>();
  /** Connections that ended while they waited, by place. */
  private readonly counted = new Map<string, Ended & { readonly times: number }>();
  private minute: Timer | undefined;

  constructor(ports: ConsoleRecordsPorts) {
    this.ports = ports;
  }

  /** Connections of the same `place` are bounded together. */
  begin(place: string, who: Who): RecordedConnection {
    const connection = { place, who, since: formatMicros(this.ports.clock.now()) };
    this.open.add(connection);
    this.recordOne(connection);
    return { end: (why) => this.ended(connection, why) };
  }

  /** Records what is still counted. Nothing begins after it. */
  close(): void {
    this.minute?.cancel();
    this.tellCounted();
  }

  private recordOne(connection: Connection): void {
    const { place, who, since } = connection;
    const before = this.recorded.get(place) ?? 0;
    if (before >= recordedMax) {
      this.waiting.add(connection);
      return;
    }
    this.recorded.set(place, before + 1);
    this.minute ??= this.ports.scheduler.after(minuteMs, () => this.nextMinute());
    this.record({ type: 'ConsoleConnected', data: { ...who(), since } });
  }

  private ended(connection: Connection, why: string): void {
    if (!this.open.delete(connection)) return;
    const { place, who, since } = connection;
    const data = { ...who(), since, why };
    if (!this.waiting.delete(connection)) {
      this.record({ type: 'ConsoleDisconnected', data });
      return;
    }
    const times = (this.counted.get(place)?.times ?? 0) + 1;
    this.counted.set(place, { ...data, times });
  }

  private nextMinute(): void {
    this.minute = undefined;
    this.recorded.clear();
    this.tellCounted();
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const connection of waiting) this.recordOne(connection);
  }

  private tellCounted(): void {
    for (const data of this.counted.values()) this.record({ type: 'ConsoleDisconnected', data });
    this.counted.clear();
  }

  private record(event: DeskEvent): void {
    void this.ports.record(event, engineActor());
  }
}

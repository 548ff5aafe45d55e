/** The copy of a record on the engine's machine, in memory: its log, and what reads it. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { StreamId } from '../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { formatMicros, type EpochMicros } from '../../../../shared/kernel/time.ts';
import { noStreamVersion, type ReadDirection, type StoreHead } from '../../../engine/events/eventStore.ts';
import { emptyChainHash } from '../../../engine/events/schema/chainInput.ts';
import { emptyRow, eventFromRow } from '../../../engine/events/schema/eventRow.ts';
import { eventUpcasters } from '../../../engine/events/schema/eventUpcasters.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import type { CopyLog } from '../../../infra/postgres/recordedLog.ts';
import { chainHashOf } from '../../../infra/sqlite/chain/chainHash.ts';
import type { StoreReader } from '../../../infra/sqlite/events/readingEventStore.ts';
import { categoryOf } from '../../../infra/sqlite/events/streamVersions.ts';
import type { FaultOrNone, OnOutcome } from '../../../infra/sqlite/log/eventLog.ts';
import { joinBatches, RowCursor, type RowBatch } from '../../../infra/sqlite/log/rowBatch.ts';
import type { RecordedRow } from './simulatedPostgres.ts';

/** What outlives the processes of a machine. */
export interface CopyDisk {
  readonly rows: RecordedRow[];
  /** While this is set, nothing can be written. */
  fault: Fault | undefined;
}

type Batches = readonly [RowBatch, ...RowBatch[]];

export class MemoryCopyLog implements CopyLog {
  private readonly disk: CopyDisk;
  private staged: readonly RecordedRow[] | undefined;
  private onOutcome: OnOutcome = () => undefined;

  constructor(disk: CopyDisk) {
    this.disk = disk;
  }

  get head(): StoreHead {
    const last = this.disk.rows.at(-1);
    return last === undefined
      ? { position: 0, hash: emptyChainHash }
      : { position: last.row.position, hash: last.hash };
  }

  listen(onOutcome: OnOutcome): void {
    this.onOutcome = onOutcome;
  }

  stage(batches: Batches): boolean {
    if (this.disk.fault !== undefined) return false;
    this.staged = rowsOf(joinBatches(batches), this.head.hash);
    return true;
  }

  commitStaged(writes: number): void {
    const { staged, disk } = this;
    invariant(staged !== undefined, 'rows are staged before they are committed');
    this.staged = undefined;
    if (disk.fault !== undefined) return this.onOutcome({ type: 'lost', writes, fault: disk.fault });
    disk.rows.push(...staged);
    this.onOutcome({ type: 'written', writes, head: this.head, commitMs: 0 });
  }

  dropStaged(): void {
    this.staged = undefined;
  }

  writeTogether(batches: Batches): void {
    this.staged = rowsOf(joinBatches(batches), this.head.hash);
    this.commitStaged(batches.length);
  }

  probe(_expected: StoreHead, ended: (fault: FaultOrNone) => void): void {
    ended(this.disk.fault);
  }

  look(ended: (fault: FaultOrNone) => void): void {
    ended(undefined);
  }

  keep(_signed: unknown, ended: (fault: FaultOrNone) => void): void {
    ended(undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function rowsOf(batch: RowBatch, after: string): readonly RecordedRow[] {
  const cursor = new RowCursor(batch);
  const rows: RecordedRow[] = [];
  let hash = after;
  while (cursor.left > 0) {
    const row = emptyRow();
    hash = chainHashOf(hash, cursor.next(row));
    rows.push({ row, hash });
  }
  return rows;
}

/** Reads the rows of a copy, which only grow while a process has it open. */
export class MemoryCopyReader implements StoreReader {
  onFault: StoreReader['onFault'] = () => undefined;
  private readonly rows: readonly RecordedRow[];
  private readonly events: StoredEvent[] = [];
  private readonly byId = new Map<string, StoredEvent>();
  private readonly streams = new Map<string, StoredEvent[]>();
  private highestId = '';

  constructor(rows: readonly RecordedRow[]) {
    this.rows = rows;
  }

  stream(
    streamId: StreamId,
    { from, direction = 'forwards' }: { from?: number; direction?: ReadDirection },
    head: number,
  ): AsyncIterable<StoredEvent> {
    this.follow();
    const events = (this.streams.get(streamId) ?? []).filter(({ position }) => position <= head);
    if (direction === 'forwards') return each(events.filter(({ version }) => version >= (from ?? 0)));
    return each(events.filter(({ version }) => version <= (from ?? Infinity)).toReversed());
  }

  allAfter(position: number, head: number): AsyncIterable<StoredEvent> {
    this.follow();
    return each(this.events.slice(position, head));
  }

  allFrom(time: EpochMicros, head: number): AsyncIterable<StoredEvent> {
    const text = formatMicros(time);
    const first = this.rows.findIndex(({ row }) => row.time >= text);
    return this.allAfter(first === -1 ? head : first, head);
  }

  hashAt(position: number): string | undefined {
    return position === 0 ? emptyChainHash : this.rows[position - 1]?.hash;
  }

  streamVersion(streamId: StreamId): number {
    this.follow();
    return this.streams.get(streamId)?.at(-1)?.version ?? noStreamVersion;
  }

  highestStream(category: string): string {
    this.follow();
    return this.highest([...this.streams.keys()].filter((name) => categoryOf(name) === category));
  }

  streamsAfter(stream: string): readonly string[] {
    this.follow();
    return [...this.streams.keys()].filter((name) => name > stream).toSorted();
  }

  highestEventId(): string {
    this.follow();
    return this.highestId;
  }

  event(eventId: string): StoredEvent | undefined {
    this.follow();
    return this.byId.get(eventId);
  }

  private highest(names: readonly string[]): string {
    return names.reduce((highest, name) => (name > highest ? name : highest), '');
  }

  /** Takes in the rows that came since. */
  private follow(): void {
    for (let { length } = this.events; length < this.rows.length; length++) {
      const recorded = this.rows[length];
      if (recorded === undefined) return;
      const event = eventFromRow(recorded.row, eventUpcasters);
      this.events.push(event);
      this.byId.set(event.eventId, event);
      if (event.eventId > this.highestId) this.highestId = event.eventId;
      const stream = this.streams.get(event.streamId);
      if (stream === undefined) this.streams.set(event.streamId, [event]);
      else stream.push(event);
    }
  }
}

async function* each(events: readonly StoredEvent[]): AsyncIterable<StoredEvent> {
  yield* events;
}

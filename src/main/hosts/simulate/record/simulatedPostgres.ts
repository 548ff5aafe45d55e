/**
 * A server of PostgreSQL with one record. It outlives all engines. It carries out each statement at once and whole, and
 * knows the statements that the desk's own code asks; any other is a bug of the simulator.
 */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { emptyChainHash } from '../../../engine/events/schema/chainInput.ts';
import type { StoreHead } from '../../../engine/events/eventStore.ts';
import type { EventRow } from '../../../engine/events/schema/eventRow.ts';
import type { SharedRow, StoredRow } from '../../../infra/postgres/fix/fixRows.ts';
import type { RecordTools } from '../../../simulation/machine/platform.ts';

export interface RecordedRow {
  readonly row: EventRow;
  readonly hash: string;
}

/** A row of `breakwater.fix_sessions`, with its messages. */
export interface RecordedSession extends SharedRow {
  readonly messages: readonly StoredRow[];
}

/** The row of `breakwater.writer`. */
export interface WriterRow extends StoreHead {
  readonly epoch: number;
  readonly beat: number;
  readonly isReleased: boolean;
  readonly host: string | null;
  readonly pid: number | null;
  readonly what: string | null;
  readonly since: string | null;
  readonly machine: string | null;
}

export interface Answer {
  readonly rows: readonly object[];
  readonly count: number;
}

interface Backend {
  /** The client's process. */
  readonly pid: number;
  /** Tells the client that its session has ended. */
  readonly onEnd: () => void;
}

export class SimulatedPostgres {
  readonly rows: RecordedRow[] = [];
  /** By name. */
  readonly fixSessions = new Map<string, RecordedSession>();
  writer: WriterRow = {
    epoch: 0,
    position: 0,
    hash: emptyChainHash,
    beat: 0,
    isReleased: true,
    host: null,
    pid: null,
    what: null,
    since: null,
    machine: null,
  };
  /** The backend that holds the writer's lock. */
  holder: number | undefined;
  /** While this is set, nothing can be written. */
  fault: Fault | undefined;
  commitMs: (() => number) | undefined;
  beforeCommit: (() => void) | undefined;
  afterWrite: (() => void) | undefined;
  private readonly tools: RecordTools;
  /** The sessions. */
  private readonly backends = new Map<number, Backend>();
  /** By number: whether the process lives. */
  private readonly processes: (() => boolean)[] = [];
  /** Processes that were the writer before another one. */
  private readonly former = new Set<number>();
  private lastBackend = 0;
  private refusesUntilMs = 0;

  constructor(tools: RecordTools) {
    this.tools = tools;
  }

  get isRefusing(): boolean {
    return this.tools.time.monotonicMs() < this.refusesUntilMs;
  }

  /** Ends all sessions, and takes no new ones for a while. */
  refuse(forMs: number): void {
    this.tools.note(`the record takes no sessions for ${forMs} ms`);
    this.refusesUntilMs = Math.max(this.refusesUntilMs, this.tools.time.monotonicMs() + forMs);
    for (const backend of this.backends.keys()) this.terminate(backend);
  }

  mend(): void {
    this.refusesUntilMs = 0;
  }

  /** The number of a new process that may become the writer. */
  newProcess(alive: () => boolean): number {
    return this.processes.push(alive);
  }

  isAlive(pid: number): boolean {
    return this.processes[pid - 1]?.() === true;
  }

  /** Begins a session of a process. `onEnd` is called when the server ends it. */
  begin(pid: number, onEnd: () => void): number {
    this.backends.set(++this.lastBackend, { pid, onEnd });
    return this.lastBackend;
  }

  serves(backend: number): boolean {
    return this.backends.has(backend);
  }

  /** The client has ended the session, or is gone. */
  end(backend: number): void {
    this.backends.delete(backend);
    if (this.holder === backend) this.holder = undefined;
  }

  /** Ends the session, and tells its client. */
  terminate(backend: number): void {
    const ended = this.backends.get(backend);
    this.end(backend);
    ended?.onEnd();
  }

  /** The numbers that an engine which goes on with a FIX session takes for promised. */
  promisedOf({ promised, nextOut }: RecordedSession): number {
    return this.tools.plants.forgetsPromisedNumbers === true ? nextOut : promised;
  }

  /** Whether a statement names the present epoch; with the planted bug every one does. */
  isEpoch(epoch: unknown): boolean {
    return epoch === this.writer.epoch || this.tools.plants.writesUnderAnyEpoch === true;
  }

  /** A process takes over from the present writer, as one that has written nothing so far. */
  waited(pid: number): void {
    this.former.delete(pid);
  }

  /** A process becomes the writer, or goes on as the writer. */
  becomeWriter(writer: WriterRow, backend: number): void {
    const before = this.writer;
    this.writer = writer;
    this.checkWriter(backend);
    if (writer.pid === before.pid) return;
    if (before.pid !== null) this.former.add(before.pid);
    this.tools.note(`process ${writer.pid} writes the record under epoch ${writer.epoch}`);
    this.tools.onTaken();
  }

  /** What is written comes from the process that the row names, and from none that another one has followed. */
  checkWriter(backend: number): void {
    const pid = this.backends.get(backend)?.pid ?? 0;
    const isFormer = this.former.has(pid);
    if (pid === this.writer.pid && !isFormer) return;
    this.tools.onWrongWriter(`process ${pid} writes, and process ${this.writer.pid} is the writer`);
  }

  /** Puts an older record in the place of this one. */
  rollBack(position: number): void {
    this.rows.splice(position);
    const hash = this.rows.at(-1)?.hash ?? emptyChainHash;
    this.writer = { ...this.writer, position, hash };
  }
}

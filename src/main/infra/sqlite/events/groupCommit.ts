/**
 * Hands appends to the event log in groups, and settles them when the log has answered. One group is on its way to the
 * disk while the next one gathers.
 */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { ok } from '../../../../shared/kernel/result.ts';
import { unavailable } from '../../../engine/events/appendFaults.ts';
import type { CommitListeners } from '../../../engine/events/commitListeners.ts';
import { commitTimes } from '../../../engine/events/commitTimes.ts';
import type { StoreHead, StoreHealth } from '../../../engine/events/eventStore.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import { WriteSuspension, type ProbeEnded } from '../../../engine/events/writeSuspension.ts';
import type { Logger, Scheduler } from '../../../engine/ports.ts';
import { lastHashOf } from './lastHashOf.ts';
import type { EventLog, WriteOutcome } from '../log/eventLog.ts';
import { packRows, type RowBatch } from '../log/rowBatch.ts';
import type { AppendQueue, CommitGroup, PendingAppend } from './appendQueue.ts';

export interface GroupCommitParts {
  readonly log: EventLog;
  /** The head on disk when the log was opened. */
  readonly head: StoreHead;
  readonly queue: AppendQueue;
  readonly listeners: CommitListeners;
  readonly scheduler: Scheduler;
  readonly logger: Logger | undefined;
  readonly commitEventsMax: number;
  /** The hash on disk at a position. Throws StoreReadError. */
  readonly hashOnDisk: (position: number) => string | undefined;
  /** Called after each group that is on disk. */
  readonly onCommitted: () => void;
  /** Called when appends were lost, before anybody hears of it. */
  readonly onLost: () => void;
}

/** A group whose commit is on its way. `fault` says that the log ended before it answered. */
interface Sent {
  readonly group: CommitGroup;
  readonly batch: RowBatch;
  readonly fault?: Fault;
}

export class GroupCommit {
  private readonly parts: GroupCommitParts;
  private readonly commits = commitTimes();
  private readonly suspension: WriteSuspension;
  private current: StoreHead;
  private sent: Sent | undefined;
  private readonly turns: (() => void)[] = [];
  private scheduled = false;
  private onDrained: (() => void) | undefined;

  constructor(parts: GroupCommitParts) {
    this.parts = parts;
    this.current = parts.head;
    this.suspension = new WriteSuspension(parts.scheduler, parts.logger, (ended) => this.probe(ended));
  }

  /** The head that is on disk and known to be there. */
  get head(): StoreHead {
    return this.current;
  }

  /** Why nothing can be written; undefined while it can. */
  get fault(): Fault | undefined {
    return this.suspension.fault;
  }

  get commitMs(): StoreHealth['commitMs'] {
    return this.commits.summary();
  }

  suspend(fault: Fault): void {
    this.suspension.begin(fault);
  }

  /** Sends the next group soon, unless one is on its way: the next one then goes after it. */
  schedule(): void {
    if (this.scheduled || this.sent !== undefined) return;
    this.scheduled = true;
    this.parts.scheduler.soon(() => {
      this.scheduled = false;
      this.sendNext();
    });
  }

  /** Resolves when no append waits any more. */
  async drained(): Promise<void> {
    if (this.sent?.fault !== undefined && !this.settledByFile()) this.lose(this.sent.group, this.sent.fault);
    while (this.sent === undefined && this.parts.queue.length > 0) this.sendNext();
    if (this.sent === undefined) return;
    await new Promise<void>((resolve) => (this.onDrained = resolve));
    await this.drained();
  }

  /** Stops trying to write again. */
  close(): void {
    this.suspension.cancel();
  }

  private sendNext(): void {
    if (this.sent !== undefined) return;
    const { queue, log, commitEventsMax } = this.parts;
    // Appends beyond the size of a group wait, so that other work gets a turn too.
    const group = queue.take(commitEventsMax);
    if (group.events.length === 0) {
      queue.ended();
      this.inTurn(() => this.settle(group));
      return;
    }
    const sent = { group, batch: packRows(group.events, group.texts) };
    this.sent = sent;
    log.write(sent.batch, (outcome) => this.inTurn(() => this.answered(sent, outcome)));
  }

  /**
   * Settles groups in their order: a log in this thread answers within the call that sends the next group, while the
   * group before is still being told.
   */
  private inTurn(task: () => void): void {
    this.turns.push(task);
    if (this.turns.length > 1) return;
    for (let next = this.turns[0]; next !== undefined; next = this.turns[0]) {
      try {
        next();
      } finally {
        this.turns.shift();
      }
    }
  }

  private answered(sent: Sent, outcome: WriteOutcome): void {
    switch (outcome.type) {
      case 'written':
        this.commits.add(outcome.commitMs);
        this.committed(sent.group, outcome.head);
        break;
      case 'lost':
        this.lose(sent.group, outcome.fault);
        break;
      case 'unknown':
        this.sent = { ...sent, fault: outcome.fault };
        this.settledByFile();
        break;
    }
    const drained = this.onDrained;
    this.onDrained = undefined;
    drained?.();
  }

  private committed(group: CommitGroup, head: StoreHead): void {
    this.current = head;
    this.sent = undefined;
    this.parts.queue.ended();
    // The disk works on the next group while this one is told.
    if (this.parts.queue.length > 0) this.sendNext();
    this.parts.listeners.notify(group.events);
    this.settle(group);
  }

  /** Tells the callers of a group that is on disk. */
  private settle({ appends }: CommitGroup): void {
    const { queue, onCommitted } = this.parts;
    for (const { settle, result, version } of appends) settle(ok({ events: result, version }));
    if (queue.length > 0) this.schedule();
    onCommitted();
  }

  /** Nothing of the group is on disk. The appends behind it were planned on top of it, so they fail too. */
  private lose(group: CommitGroup, fault: Fault): void {
    const behind = this.takeWaiting();
    this.suspend(fault);
    this.parts.onLost();
    for (const { settle } of [...group.appends, ...behind]) settle(unavailable(fault));
  }

  private takeWaiting(): readonly PendingAppend[] {
    const { queue } = this.parts;
    const { appends } = queue.take(Infinity);
    queue.ended();
    this.sent = undefined;
    return appends;
  }

  /**
   * Settles a group of which the log did not say what became: its last hash is on disk, or nothing of it is. The appends
   * behind it were never sent. False while the file can't be read.
   */
  private settledByFile(): boolean {
    const { sent } = this;
    if (sent?.fault === undefined) return true;
    const { group, batch, fault } = sent;
    const position = this.current.position + batch.rows;
    const hash = lastHashOf(this.current.hash, batch);
    try {
      if (this.parts.hashOnDisk(position) !== hash) {
        this.lose(group, fault);
        return true;
      }
    } catch (error) {
      if (!(error instanceof StoreReadError)) throw error;
      this.suspend(fault);
      return false;
    }
    this.suspend(fault);
    const behind = this.takeWaiting();
    this.parts.onLost();
    this.committed(group, { position, hash });
    for (const { settle } of behind) settle(unavailable(fault));
    return true;
  }

  private probe(ended: ProbeEnded): void {
    const isAnswered = this.sent === undefined || (this.sent.fault !== undefined && this.settledByFile());
    if (isAnswered) this.parts.log.probe(this.current, ended);
    else ended(this.fault);
  }
}

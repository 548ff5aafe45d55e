/**
 * Hands appends to the event log in groups, and settles them when the log has answered. The appends of one turn form a
 * group and leave at once. The log takes all groups that came while the disk was busy into its next commit, so that the
 * disk never waits for this thread.
 */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
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
  /** Called when appends were lost, before their callers are told. */
  readonly onLost: () => void;
}

/** A group on its way to the disk. */
interface Sent {
  readonly group: CommitGroup;
  readonly batch: RowBatch;
}

export class GroupCommit {
  private readonly parts: GroupCommitParts;
  private readonly commits = commitTimes();
  private readonly suspension: WriteSuspension;
  private current: StoreHead;
  /** Oldest first. */
  private readonly sent: Sent[] = [];
  /** The log ended before it answered; the file says what became of the groups that were sent. */
  private unanswered: Fault | undefined;
  /** The log does not know yet what became of the groups that were sent: none is sent behind them. */
  private isHeld = false;
  private readonly turns: (() => void)[] = [];
  private scheduled = false;
  private onDrained: (() => void) | undefined;

  constructor(parts: GroupCommitParts) {
    this.parts = parts;
    this.current = parts.head;
    this.suspension = new WriteSuspension(parts.scheduler, parts.logger, (ended) => this.probe(ended));
    parts.log.listen((outcome) => this.inTurn(() => this.answered(outcome)));
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

  /** Sends all waiting appends at the end of this turn, so that they leave together. */
  schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.parts.scheduler.soon(() => {
      this.scheduled = false;
      this.sendWaiting();
    });
  }

  /** Resolves when no append waits any more. */
  async drained(): Promise<void> {
    if (this.unanswered !== undefined && !this.settledByFile(this.unanswered)) {
      this.loseSent(this.sent.length, this.unanswered);
    }
    this.sendWaiting();
    if (this.sent.length === 0) return;
    await new Promise<void>((resolve) => (this.onDrained = resolve));
    await this.drained();
  }

  /** Stops trying to write again. */
  close(): void {
    this.suspension.cancel();
  }

  private sendWaiting(): void {
    const { queue } = this.parts;
    while (queue.length > 0 && this.unanswered === undefined && !this.isHeld) this.send();
  }

  private send(): void {
    const { queue, log, commitEventsMax } = this.parts;
    const group = queue.take(commitEventsMax);
    if (group.events.length > 0) {
      const batch = packRows(group.events, group.texts);
      this.sent.push({ group, batch });
      log.write(batch);
      return;
    }
    // Repeats of events that may be in flight themselves are answered after those events.
    const last = this.sent.pop();
    if (last === undefined) return this.inTurn(() => this.settle(group.appends));
    const appends = [...last.group.appends, ...group.appends];
    this.sent.push({ ...last, group: { ...last.group, appends } });
  }

  /**
   * Settles groups in order. A log in this thread answers within the call that sends the next group, while callers of
   * the group before are still being answered.
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

  private answered(outcome: WriteOutcome): void {
    const wasHeld = this.isHeld;
    this.isHeld = false;
    switch (outcome.type) {
      case 'written':
        this.commits.add(outcome.commitMs);
        this.committed(outcome.writes, outcome.head);
        break;
      case 'lost':
        this.loseSent(outcome.writes, outcome.fault);
        break;
      case 'waiting':
        this.isHeld = true;
        return this.suspend(outcome.fault);
      case 'unknown':
        this.unanswered = outcome.fault;
        this.settledByFile(outcome.fault);
        break;
    }
    if (wasHeld) this.sendWaiting();
    if (this.sent.length > 0) return;
    const drained = this.onDrained;
    this.onDrained = undefined;
    drained?.();
  }

  private committed(groups: number, head: StoreHead): void {
    const told = this.takeSent(groups);
    const rows = told.reduce((sum, { batch }) => sum + batch.rows, this.current.position);
    invariant(rows === head.position, 'the log says of each group in its order that it is on disk');
    this.current = head;
    this.parts.listeners.notify(told.flatMap(({ group }) => group.events));
    for (const { group } of told) this.settle(group.appends);
    this.parts.onCommitted();
  }

  /** Answers the callers of a group that is on disk. */
  private settle(appends: readonly PendingAppend[]): void {
    for (const { settle, result, version } of appends) settle(ok({ events: result, version }));
  }

  /**
   * Nothing of the oldest groups is on disk. The waiting appends rest on them, so they fail too. The log refuses the
   * groups that were sent after them.
   */
  private loseSent(groups: number, fault: Fault): void {
    const lost = this.takeSent(groups).flatMap(({ group }) => group.appends);
    this.suspend(fault);
    const behind = this.parts.queue.dropWaiting();
    this.parts.onLost();
    for (const { settle } of [...lost, ...behind]) settle(unavailable(fault));
  }

  private takeSent(groups: number): readonly Sent[] {
    this.parts.queue.ended(groups);
    return this.sent.splice(0, groups);
  }

  /**
   * Settles the groups whose outcome the log did not report: groups up to the last hash on disk are there, and no
   * others. False while the file can't be read.
   */
  private settledByFile(fault: Fault): boolean {
    this.suspend(fault);
    let head = this.current;
    let groups = 0;
    try {
      for (const { batch } of this.sent) {
        const next = { position: head.position + batch.rows, hash: lastHashOf(head.hash, batch) };
        if (this.parts.hashOnDisk(next.position) !== next.hash) break;
        head = next;
        groups++;
      }
    } catch (error) {
      if (error instanceof StoreReadError) return false;
      throw error;
    }
    this.unanswered = undefined;
    if (groups > 0) this.committed(groups, head);
    this.loseSent(this.sent.length, fault);
    return true;
  }

  private probe(ended: ProbeEnded): void {
    const { unanswered } = this;
    const isAnswered = unanswered === undefined || this.settledByFile(unanswered);
    if (isAnswered && this.sent.length === 0) this.parts.log.probe(this.current, ended);
    else ended(this.fault);
  }
}

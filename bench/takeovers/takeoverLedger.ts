/**
 * What a run of takeovers must never show, read from three sides: what the producer was told, the record in PostgreSQL,
 * and the venue's own record. Each row is given once, in the order of its record.
 */
import type { SentRequest } from '../../src/main/infra/venues/sim/record/testing/readSimRecord.ts';
import type { StoredExecution } from '../../src/main/infra/venues/sim/record/recordRows.ts';

/** An event of the record, as far as a takeover is judged by it. Null where the event has no such value. */
export interface RecordRow {
  readonly position: number;
  readonly type: (typeof judgedTypes)[number];
  /** The signal of a `SignalReceived` or `SignalRejected`, or of an order's terms. */
  readonly signalId: string | null;
  /** Whether the order's terms name a parent, so that the order is not the signal's own. */
  readonly isChild: boolean | null;
  readonly clientOrderId: string | null;
  readonly executionId: string | null;
  readonly quantity: string | null;
}

export const judgedTypes = [
  'SignalReceived',
  'SignalRejected',
  'OrderCreated',
  'OrderDenied',
  'OrderSubmitting',
  'OrderReplaceRequested',
  'OrderFilled',
  'OrderAdopted',
] as const;

export type VenueExecution = Pick<StoredExecution, 'sequence' | 'executionId' | 'quantity'>;

export class TakeoverLedger {
  /** What is wrong whatever may still come, one sentence each. */
  readonly wrong: string[] = [];
  private readonly acknowledged = new Set<string>();
  private readonly received = new Set<string>();
  private readonly outcomes = new Map<string, number>();
  private readonly given = new Set<string>();
  /** The process that gave each client order id to the venue. */
  private readonly senders = new Map<string, number | null>();
  /** Client order ids that came to the venue before their intent was read in the record. */
  private readonly unexplained = new Set<string>();
  private readonly ours = new Map<string, string>();
  private readonly theirs = new Map<string, string>();
  /** Executions that one side has and the other not yet. */
  private readonly unmatched = new Set<string>();
  /** When each engine lost the record. */
  private readonly ended = new Map<number, number>();
  private readonly everSent = new Set<number>();
  private sender: number | undefined;

  tell(signalId: string): void {
    this.acknowledged.add(signalId);
  }

  /** Another engine holds the record from now on, so that this one sends nothing any more. Microseconds since 1970. */
  end(pid: number, atMicros: number): void {
    this.ended.set(pid, atMicros);
  }

  record(rows: readonly RecordRow[]): void {
    for (const row of rows) this.judge(row);
  }

  requests(rows: readonly SentRequest[]): void {
    for (const row of rows) {
      this.ofOneEngine(row);
      if (row.type === 'submit') this.sent(row.clientOrderId, row.pid);
      if (row.newClientOrderId !== null) this.sent(row.newClientOrderId, row.pid);
    }
  }

  executions(rows: readonly VenueExecution[]): void {
    for (const { executionId, quantity } of rows) {
      this.executed(this.theirs, this.ours, executionId, quantity);
    }
  }

  /** What is not there yet. At rest, nothing may be missing. */
  missing(): string[] {
    const noOutcome = [...this.received].filter((id) => !this.outcomes.has(id));
    return [
      ...[...this.acknowledged]
        .filter((id) => !this.received.has(id) && !this.outcomes.has(id))
        .map((id) => `signal ${id} was acknowledged and is not in the record`),
      ...noOutcome.map((id) => `signal ${id} was taken and has no outcome`),
      ...[...this.unexplained].map((id) => `${id} reached the venue without an intent in the record`),
      ...[...this.unmatched].map((id) =>
        this.ours.has(id)
          ? `execution ${id} is in the record and not at the venue`
          : `execution ${id} is at the venue and not in the record`,
      ),
    ];
  }

  private judge(row: RecordRow): void {
    const { type, signalId, clientOrderId, executionId, quantity } = row;
    switch (type) {
      case 'SignalReceived':
        this.received.add(signalId ?? '');
        return;
      case 'SignalRejected':
      case 'OrderCreated':
      case 'OrderDenied':
        // A denial that is not the first event of its order has no terms, and is the end of an outcome that counts already.
        if (signalId !== null && row.isChild !== true) this.settled(signalId);
        return;
      case 'OrderSubmitting':
      case 'OrderReplaceRequested':
        if (clientOrderId !== null) this.gave(clientOrderId);
        return;
      case 'OrderFilled':
        if (executionId !== null && quantity !== null) {
          this.executed(this.ours, this.theirs, executionId, quantity);
        }
        return;
      case 'OrderAdopted':
        this.wrong.push(`${clientOrderId} was at the venue and unknown to the record`);
    }
  }

  private settled(signalId: string): void {
    const outcomes = (this.outcomes.get(signalId) ?? 0) + 1;
    this.outcomes.set(signalId, outcomes);
    if (outcomes > 1) this.wrong.push(`signal ${signalId} has ${outcomes} outcomes`);
  }

  private gave(clientOrderId: string): void {
    if (this.given.has(clientOrderId)) this.wrong.push(`${clientOrderId} was given out twice`);
    this.given.add(clientOrderId);
    this.unexplained.delete(clientOrderId);
  }

  private sent(clientOrderId: string, pid: number | null): void {
    const before = this.senders.get(clientOrderId);
    if (before === undefined) {
      this.senders.set(clientOrderId, pid);
      if (!this.given.has(clientOrderId)) this.unexplained.add(clientOrderId);
    } else {
      const by = before === pid ? `twice by process ${pid}` : `by the processes ${before} and ${pid}`;
      this.wrong.push(`${clientOrderId} was sent ${by}`);
    }
  }

  /** Whoever sent before the present sender has ended, and whoever lost the record sends nothing. */
  private ofOneEngine({ pid, type, clientOrderId, receivedAt }: SentRequest): void {
    const what = `process ${pid} sent a ${type} of ${clientOrderId}`;
    if (pid === null) {
      this.wrong.push(`a ${type} of ${clientOrderId} came on a session that names no process`);
      return;
    }
    const endedAt = this.ended.get(pid);
    if (endedAt !== undefined && receivedAt > endedAt) {
      this.wrong.push(
        `${what} ${Math.round((receivedAt - endedAt) / 1_000)} ms after it had lost the record`,
      );
    } else if (pid !== this.sender && this.everSent.has(pid)) {
      this.wrong.push(`${what} after process ${this.sender} had sent`);
    }
    this.everSent.add(pid);
    this.sender = pid;
  }

  private executed(
    side: Map<string, string>,
    other: ReadonlyMap<string, string>,
    executionId: string,
    quantity: string,
  ): void {
    if (side.has(executionId)) this.wrong.push(`execution ${executionId} counts twice`);
    side.set(executionId, quantity);
    const there = other.get(executionId);
    if (there === undefined) this.unmatched.add(executionId);
    else this.unmatched.delete(executionId);
    if (there !== undefined && there !== quantity) {
      this.wrong.push(`execution ${executionId} has ${quantity} on one side and ${there} on the other`);
    }
  }
}

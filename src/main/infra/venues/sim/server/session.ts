/**
 * One client's connection: lines in and lines out. The fault switches delay, double or lose messages on the way out.
 */
import type { Socket } from 'node:net';
import type { FaultPlan } from '../faults/faultPlan.ts';
import { LineReader } from '../../../text/lineReader.ts';
import { requestLineLengthMax } from '../wire/protocol.ts';

/** Unread bytes at which a client is dropped: the venue never waits for a client. */
const unreadBytesMax = 64 * 1024 * 1024;
/** Unread bytes from which prices are left out for a client. The next price message has the newest price anyway. */
const unreadBytesForTicksMax = 1024 * 1024;

/** Milliseconds in which a client must send its token. */
const admissionMsMax = 5_000;

export interface SessionOwner {
  onLine(session: Session, line: string): void;
  onOverlong(session: Session): void;
  onClosed(session: Session): void;
  onDuplicated(): void;
  onInjectedDisconnect(): void;
}

interface Waiting {
  readonly dueMs: number;
  readonly line: string;
}

export class Session {
  /** Whether the client wants reports and prices. */
  subscribed = false;
  /** Its number in the venue's record, once the client has greeted. */
  number: number | undefined;
  private stranger: NodeJS.Timeout | undefined;
  private readonly socket: Socket;
  private readonly faults: FaultPlan;
  private readonly owner: SessionOwner;
  /** Lines of this turn. They are sent once the record is committed. */
  private turn: string[] = [];
  private readonly waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  private faultableSent = 0;
  private ending = false;

  constructor(socket: Socket, faults: FaultPlan, owner: SessionOwner) {
    this.socket = socket;
    this.faults = faults;
    this.owner = owner;
    const reader = new LineReader(
      requestLineLengthMax,
      (line) => {
        if (!this.ending) owner.onLine(this, line);
      },
      () => owner.onOverlong(this),
    );
    socket.setEncoding('utf8');
    socket.setNoDelay(true);
    socket.on('data', (text: string) => {
      if (!this.ending) reader.push(text);
    });
    // A client may disconnect at any time; `close` follows.
    socket.on('error', () => undefined);
    this.stranger = setTimeout(() => socket.destroy(), admissionMsMax);
    socket.on('close', () => {
      clearTimeout(this.stranger);
      clearTimeout(this.timer);
      this.ending = true;
      owner.onClosed(this);
    });
  }

  /** Whether the venue listens to this client. */
  get admitted(): boolean {
    return this.stranger === undefined;
  }

  admit(): void {
    clearTimeout(this.stranger);
    this.stranger = undefined;
  }

  /** Sends the reason, and ignores every further line. */
  refuse(line: string): void {
    this.ending = true;
    this.socket.end(line);
  }

  /** Queues an answer or report. The fault switches work on these messages. */
  say(line: string): void {
    if (this.ending) return;
    if (this.faults.strikes('disconnect')) {
      this.dropAfterTurn();
      return;
    }
    this.turn.push(line);
    if (this.faults.strikes('duplicate')) {
      this.owner.onDuplicated();
      this.turn.push(line);
    }
    this.faultableSent++;
    const after = this.faults.switches.disconnectAfter;
    if (after !== null && this.faultableSent >= after) this.dropAfterTurn();
  }

  /** Queues a price, unless the client is behind in reading. */
  sayTick(line: string): void {
    if (!this.ending && this.socket.writableLength <= unreadBytesForTicksMax) this.turn.push(line);
  }

  /** Queues a message on which only the latency switch works. */
  sayPlainly(line: string): void {
    if (!this.ending) this.turn.push(line);
  }

  /** Sends a control answer at once, before everything that waits. */
  sayNow(line: string): void {
    if (!this.ending) this.socket.write(line);
  }

  /** Sends the lines of this turn in order, now or after the delay that the switches demand. */
  endTurn(): void {
    const lines = this.turn;
    if (lines.length > 0) {
      this.turn = [];
      const { latencyMs, jitterMs } = this.faults.switches;
      if (latencyMs === 0 && jitterMs === 0 && this.waiting.length === 0) this.write(lines);
      else this.delay(lines);
    }
    this.arm();
    if (this.ending && this.waiting.length === 0) this.socket.destroySoon();
  }

  /** Ends the connection once the lines that were already sent are written. */
  cut(): void {
    this.ending = true;
    this.socket.destroySoon();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private dropAfterTurn(): void {
    this.ending = true;
    this.owner.onInjectedDisconnect();
  }

  private delay(lines: readonly string[]): void {
    const nowMs = performance.now();
    for (const line of lines) {
      const dueMs = Math.max(nowMs + this.faults.delayMs(), this.waiting.at(-1)?.dueMs ?? 0);
      this.waiting.push({ dueMs, line });
    }
  }

  private arm(): void {
    const next = this.waiting[0];
    if (this.timer !== undefined || next === undefined) return;
    this.timer = setTimeout(() => this.release(), Math.max(0, next.dueMs - performance.now()));
  }

  private release(): void {
    this.timer = undefined;
    // A frozen venue sends nothing; the turn that ends the freeze arms the timer again.
    if (this.faults.switches.freeze) return;
    const nowMs = performance.now();
    const firstLate = this.waiting.findIndex(({ dueMs }) => dueMs > nowMs);
    const due = this.waiting.splice(0, firstLate === -1 ? this.waiting.length : firstLate);
    this.write(due.map(({ line }) => line));
    if (this.ending && this.waiting.length === 0) this.socket.destroySoon();
    this.arm();
  }

  private write(lines: readonly string[]): void {
    if (lines.length > 0) this.socket.write(lines.join(''));
    if (this.socket.writableLength > unreadBytesMax) this.socket.destroy();
  }
}

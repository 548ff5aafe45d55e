/**
 * A connection in simulated time, as bytes: they arrive in their order, however late. When it is cut, some bytes on
 * their way still arrive, and a message may end anywhere.
 */
import type { Wire, WireEvents } from '../../../infra/venues/fix/transport/fixConnection.ts';
import type { AdapterTools } from '../../../simulation/venue/venueLine.ts';

/** The venue's side of a connection. */
export interface Peer {
  hear(text: string): void;
  hangUp(): void;
}

/** What the venue's side does with a connection. */
export interface PeerWire {
  say(text: string): void;
  close(): void;
}

type Tools = Pick<
  AdapterTools,
  'time' | 'random' | 'faults' | 'alive' | 'maySend' | 'onLeave' | 'hear' | 'serve'
>;

const latencyMs = { min: 1, max: 20 };
const slowMsMax = 10_000;

/** Bytes one way, the first ones first. */
class Pipe {
  private readonly waiting: string[] = [];
  private lastMs = 0;
  private isClosed = false;
  private readonly tools: Tools;
  private readonly arrive: (text: string) => void;
  private readonly onEnd: () => void;

  constructor(tools: Tools, arrive: (text: string) => void, onEnd: () => void) {
    this.tools = tools;
    this.arrive = arrive;
    this.onEnd = onEnd;
  }

  push(text: string): void {
    this.waiting.push(text);
    this.later(() => this.arrive(this.waiting.shift() ?? ''));
  }

  /** Closes it behind what is in it. */
  end(): void {
    this.later(() => this.cut(0));
  }

  /** Closes it now. Only this share of the bytes in it still arrives. */
  cut(share: number): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const text = this.waiting.splice(0).join('');
    const arrives = text.slice(0, Math.floor(text.length * share));
    if (arrives !== '') this.arrive(arrives);
    this.onEnd();
  }

  private later(task: () => void): void {
    const { time, random, faults } = this.tools;
    const isSlow = random.chance(faults().delay);
    const takesMs = isSlow
      ? random.integer(latencyMs.max, slowMsMax)
      : random.integer(latencyMs.min, latencyMs.max);
    const now = time.monotonicMs();
    this.lastMs = Math.max(this.lastMs, now + takesMs);
    time.after(this.lastMs - now, () => {
      if (!this.isClosed) task();
    });
  }
}

export class FixWire implements Wire {
  private readonly events: WireEvents;
  private readonly tools: Tools;
  private pipes: { readonly out: Pipe; readonly back: Pipe } | undefined;
  private isEnded = false;
  private isFenced = false;
  private lostWhy = 'the venue closed the connection';

  constructor(events: WireEvents, tools: Tools) {
    this.events = events;
    this.tools = tools;
  }

  get isWaiting(): boolean {
    return this.pipes === undefined && !this.isEnded;
  }

  attach(accept: (wire: PeerWire) => Peer): void {
    const { tools, events } = this;
    const back = new Pipe(
      tools,
      (text) => tools.hear(() => events.onText(text)),
      () => tools.hear(() => events.onLost(this.lostWhy)),
    );
    const peer = accept({ say: (text) => back.push(text), close: () => back.end() });
    const out = new Pipe(
      tools,
      (text) => tools.serve(() => peer.hear(text)),
      () => tools.serve(() => peer.hangUp()),
    );
    this.pipes = { out, back };
    tools.hear(() => events.onOpen());
  }

  /** Whether its engine may send; else the connection is closed. */
  get isAllowed(): boolean {
    const { alive, maySend, time } = this.tools;
    if (!alive() || this.isFenced) return false;
    if (maySend()) return true;
    this.isFenced = true;
    time.after(0, () => this.cut('this engine may not send'));
    return false;
  }

  write(text: string): boolean {
    if (this.pipes === undefined || !this.isAllowed) return false;
    this.tools.onLeave();
    this.pipes.out.push(text);
    return true;
  }

  end(): void {
    this.isEnded = true;
    if (this.tools.alive()) this.pipes?.out.end();
  }

  /** Does nothing to a wire that is not attached yet. */
  cut(reason: string): void {
    const { random } = this.tools;
    this.lostWhy = reason;
    this.pipes?.out.cut(random.next());
    this.pipes?.back.cut(random.next());
  }
}

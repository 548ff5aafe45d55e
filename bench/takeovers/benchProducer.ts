/**
 * A producer of signals at a steady rate. It keeps each signal until an engine has said what became of it, and sends all
 * that it keeps, with the same ids, to the engine that takes over.
 */
import type { Random } from '../../src/main/engine/ports.ts';
import { connectControl } from '../../src/main/hosts/control/controlClient.ts';
import { SignalFeed } from '../../src/main/hosts/headless/testing/signalFeed.ts';
import type { BenchEngine } from './benchEngine.ts';
import type { BenchHouse } from './benchHouse.ts';

const beatMs = 20;
/** Milliseconds after which a signal that the engine could not take is sent again, and resting orders are canceled. */
const againMs = 500;
const cancelsMax = 50;

interface Options {
  readonly random: Random;
  readonly signalsPerSecond: number;
  /** The market's price now. */
  readonly price: () => number;
  /** Called once for each signal that an engine has acknowledged. */
  readonly onAcknowledged: (signalId: string) => void;
}

export class BenchProducer {
  private readonly options: Options;
  private readonly feed: SignalFeed;
  /** Signals without an answer, by id, in the order in which they were made. */
  private readonly unanswered = new Map<string, object>();
  /** Of those without an answer, the ones that the engine could not take. */
  private readonly notTaken = new Set<string>();
  private readonly timers: readonly NodeJS.Timeout[];
  private to: BenchHouse | undefined;
  private isMaking = false;
  private madeMs = 0;
  private isCanceling = false;
  private readonly uncanceled: string[] = [];

  constructor(options: Options) {
    this.options = options;
    this.feed = new SignalFeed(options.random);
    this.timers = [
      setInterval(() => this.beat(), beatMs),
      setInterval(() => {
        this.sendAgain();
        void this.cancelSome();
      }, againMs),
    ];
  }

  get waiting(): number {
    return this.unanswered.size;
  }

  /** From now on signals go to this engine, and first all that have no answer. */
  sendTo(house: BenchHouse): void {
    const { engine } = house;
    this.to = house;
    this.notTaken.clear();
    engine.onAnswer = (answer) => this.heard(engine, answer);
    this.send([...this.unanswered.keys()]);
  }

  go(): void {
    this.isMaking = true;
    this.madeMs = performance.now();
  }

  /** Makes no new signals. What has no answer still waits for it. */
  pause(): void {
    this.isMaking = false;
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private beat(): void {
    if (!this.isMaking) return;
    const pauseMs = 1_000 / this.options.signalsPerSecond;
    const made: string[] = [];
    for (; this.madeMs + pauseMs <= performance.now(); this.madeMs += pauseMs) {
      const [signal = {}] = this.feed.batch(1, this.options.price());
      const id = String(signal['id' as keyof typeof signal]);
      this.unanswered.set(id, signal);
      made.push(id);
    }
    this.send(made);
  }

  private send(ids: readonly string[]): void {
    const engine = this.to?.engine;
    if (engine === undefined || ids.length === 0) return;
    engine.send(...ids.flatMap((id) => this.unanswered.get(id) ?? []));
  }

  private heard(engine: BenchEngine, answer: Record<string, unknown>): void {
    const id = String(answer['signalId']);
    const isTaken = answer['type'] === 'acknowledged';
    if (!isTaken && answer['position'] === undefined) {
      if (engine === this.to?.engine && this.unanswered.has(id)) this.notTaken.add(id);
      return;
    }
    this.feed.heard(answer);
    if (isTaken) this.options.onAcknowledged(id);
    this.unanswered.delete(id);
  }

  private sendAgain(): void {
    const again = [...this.notTaken].filter((id) => this.unanswered.has(id));
    this.notTaken.clear();
    this.send(again);
  }

  /** Cancels orders that rest, so that they do not become ever more. One that an engine did not take waits for the next. */
  private async cancelSome(): Promise<void> {
    const { to } = this;
    this.uncanceled.push(...this.feed.toCancel(cancelsMax));
    if (this.isCanceling || to === undefined || this.uncanceled.length === 0) return;
    this.isCanceling = true;
    const orderIds = this.uncanceled.splice(0, cancelsMax);
    const control = await connectControl(to.data);
    const answer = await control?.api.cancelOrders({ orderIds, reason: 'the bench of takeovers' });
    control?.close();
    if (answer?.ok !== true) this.uncanceled.push(...orderIds);
    this.isCanceling = false;
  }
}

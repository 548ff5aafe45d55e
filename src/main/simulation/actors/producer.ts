/** Sends signals as a careful producer does: again under the same id until the engine has answered. */
import { strategyActor, type SignalId } from '../../../shared/kernel/ids.ts';
import type { Acknowledgement } from '../../engine/signals/signalIntake.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import { makeSignal, type SignalTools, type SimulatedSignal } from './signals.ts';

export interface ProducerTools extends SignalTools {
  readonly signalsMax: number;
  /** Mean time between two new signals, in milliseconds. */
  readonly meanGapMs: number;
  readonly engine: () => Engine | undefined;
  readonly onAcknowledged: (signalId: SignalId, acknowledgement: Acknowledgement) => void;
  readonly note: (text: string) => void;
}

const origin = { actor: strategyActor('simulated') };
const againMs = { min: 50, max: 2_000 };
const sendAgainMsMax = 20_000;
/** Milliseconds after which the producer sends a signal again when no answer came. */
const patienceMs = 15_000;

export class Producer {
  /** The engine's answer to each signal that it has answered. */
  readonly answered = new Map<SignalId, 'acknowledged' | 'refused'>();
  /** All signals that were made, as they are sent. */
  readonly signals = new Map<SignalId, SimulatedSignal>();
  private readonly tools: ProducerTools;
  private made = 0;

  constructor(tools: ProducerTools) {
    this.tools = tools;
  }

  get done(): boolean {
    return this.made >= this.tools.signalsMax && this.answered.size >= this.made;
  }

  /** Forgets all answers and sends everything again, as after a restore of the producer's own store. */
  startAgain(): void {
    const { random, time } = this.tools;
    this.answered.clear();
    for (const signal of this.signals.values()) {
      time.after(random.integer(againMs.min, sendAgainMsMax), () => this.send(signal));
    }
  }

  start(): void {
    const { time, random, meanGapMs } = this.tools;
    time.after(random.waitMs(meanGapMs), () => this.next());
  }

  private next(): void {
    const { random, faults, signalsMax, time } = this.tools;
    if (this.made >= signalsMax) return;
    const signal = makeSignal(++this.made, this.tools);
    this.signals.set(signal.id, signal);
    this.send(signal);
    if (random.chance(faults().repeat_signal)) {
      time.after(random.integer(0, 3_000), () => this.send(signal));
    }
    this.start();
  }

  private send(signal: SimulatedSignal): void {
    const { engine, time, random, onAcknowledged, note } = this.tools;
    const signalId = signal.id;
    const running = engine();
    const again = (): void => {
      if (!this.answered.has(signalId)) this.send(signal);
    };
    if (running === undefined) {
      time.after(random.integer(againMs.min, againMs.max), again);
      return;
    }
    const timer = time.after(patienceMs, again);
    void running.intake.submit(signal, origin).acknowledged.then((acknowledgement) => {
      // Nobody gets the answer of a process that died meanwhile.
      if (engine() !== running) return;
      timer.cancel();
      note(`${signalId} ${acknowledgement.type}`);
      onAcknowledged(signalId, acknowledgement);
      if (acknowledgement.type === 'busy' || acknowledgement.type === 'unavailable') {
        time.after(random.integer(againMs.min, againMs.max), again);
      } else if (!this.answered.has(signalId)) {
        this.answered.set(signalId, acknowledgement.type === 'refused' ? 'refused' : 'acknowledged');
      }
    });
  }
}

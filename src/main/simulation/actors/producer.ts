/** Sends signals as a careful producer does: again under the same id until the engine has answered. */
import { strategyActor, type Actor, type SignalId } from '../../../shared/kernel/ids.ts';
import type { Acknowledgement } from '../../engine/signals/signalIntake.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { ActWatch } from './simulatedDoor.ts';
import { byHand, makeSignal, type SignalTools, type SimulatedSignal } from './signals.ts';

export interface ProducerTools extends SignalTools {
  readonly signalsMax: number;
  /** Mean time between two new signals, in milliseconds. */
  readonly meanGapMs: number;
  readonly engine: () => Engine | undefined;
  /** Who sends a signal by hand now: a person at a door of the engine; undefined while nobody is there. */
  readonly byHand: (engine: Engine) => Actor | undefined;
  readonly watch: ActWatch;
  readonly onAcknowledged: (signalId: SignalId, acknowledgement: Acknowledgement) => void;
  readonly note: (text: string) => void;
}

const program = strategyActor('simulated');
/** A signal that is announced is so large that it needs what it was announced for. */
const announcedQuantity = '20';
const againMs = { min: 50, max: 2_000 };
const sendAgainMsMax = 20_000;
/** Milliseconds after which the producer sends a signal again when no answer came. */
const answerTimeoutMs = 15_000;

export class Producer {
  /** The engine's answer to each signal that it has answered. */
  readonly answered = new Map<SignalId, 'acknowledged' | 'refused'>();
  /** All signals that were made, as they are sent. */
  readonly signals = new Map<SignalId, SimulatedSignal>();
  private readonly tools: ProducerTools;
  private made = 0;
  private sendings = 0;

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

  /** Makes a large signal that a person sends after so many milliseconds; undefined when all signals are made. */
  announce(afterMs: () => number): SignalId | undefined {
    const { random, signalsMax, time } = this.tools;
    if (this.made >= signalsMax) return undefined;
    const made = makeSignal(++this.made, this.tools);
    const signal = { ...made, strategy: byHand, quantity: announcedQuantity };
    this.signals.set(signal.id, signal);
    for (let times = random.integer(1, 2); times > 0; times--) {
      time.after(afterMs(), () => this.send(signal));
    }
    return signal.id;
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
    const { engine, time, random, watch, onAcknowledged, note } = this.tools;
    const signalId = signal.id;
    const running = engine();
    const again = (): void => {
      if (!this.answered.has(signalId)) this.send(signal);
    };
    const actor = signal['strategy'] === byHand ? running && this.tools.byHand(running) : program;
    if (running === undefined || actor === undefined) {
      time.after(random.integer(againMs.min, againMs.max), again);
      return;
    }
    const timer = time.after(answerTimeoutMs, again);
    const sending = `sending ${++this.sendings} of ${signalId}`;
    watch.began(sending, actor);
    void running.intake.submit(signal, { actor }).acknowledged.then((acknowledgement) => {
      watch.ended(sending, acknowledgement.type === 'unavailable' ? acknowledgement.fault : undefined);
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

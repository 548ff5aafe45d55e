/** Why `desk run` ends by itself: it handed the record over, or another engine has taken it or the data folder. */
import { isTaken } from '../../../../engine/events/appendFaults.ts';
import type { Timer } from '../../../../engine/ports.ts';
import type { Runtime } from '../../../runtime.ts';

const lookMs = 200;

export class Leaving {
  /** Aborts when the command is to end, for whatever reason. */
  readonly signal: AbortSignal;
  private readonly itself = new AbortController();
  private looks: Timer | undefined;
  private reason: string | undefined;

  constructor(ended: AbortSignal) {
    this.signal = AbortSignal.any([ended, this.itself.signal]);
  }

  /** Undefined where somebody else ends the command. Where it is there, nothing of this engine is waited for. */
  get why(): string | undefined {
    return this.reason;
  }

  handedOver(reason: string): void {
    this.end(`the record was handed over: ${reason}`);
  }

  /**
   * An engine that lost the record or its data folder can do nothing any more: its process ends, and may come back as a
   * standby.
   */
  watch({ engine, scheduler }: Pick<Runtime, 'engine' | 'scheduler'>): void {
    this.looks = scheduler.every(lookMs, () => {
      const fault = engine.store.writeFault();
      if (fault !== undefined && isTaken(fault)) this.end(fault.message);
    });
  }

  close(): void {
    this.looks?.cancel();
  }

  private end(reason: string): void {
    this.reason ??= reason;
    this.itself.abort();
  }
}

/**
 * Remembers what a fault of the store has interrupted: signals without an outcome, and orders whose next event could
 * not be written. As soon as the store takes writes again, each of them is brought to its outcome, without a restart.
 */
import type { Logger, Scheduler, Timer } from '../ports.ts';
import {
  finishInterrupted,
  finishOrder,
  finishSignal,
  type FinishDependencies,
} from './finishInterrupted.ts';

export interface InterruptedWorkDependencies extends FinishDependencies {
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

const lookEveryMs = 250;

export class InterruptedWork {
  private readonly dependencies: InterruptedWorkDependencies;
  private timer: Timer | undefined;
  private closed = false;

  constructor(dependencies: InterruptedWorkDependencies) {
    this.dependencies = dependencies;
  }

  /** Called at a start, after the venues have been connected: finishes what the last run has left. */
  finishAll(): Promise<void> {
    return finishInterrupted(this.dependencies);
  }

  /** Stops; the next start finishes what is left. */
  close(): void {
    this.closed = true;
    this.timer?.cancel();
  }

  /** Called when something was noted: tries to finish it in a while, and again until the store takes writes. */
  finishSoon(): void {
    if (this.closed) return;
    this.timer ??= this.dependencies.scheduler.after(lookEveryMs, () => {
      this.timer = undefined;
      void this.look();
    });
  }

  private async look(): Promise<void> {
    const { dependencies } = this;
    if (dependencies.store.writeFault() !== undefined) {
      this.finishSoon();
      return;
    }
    const { orders, signals } = dependencies.interruptions.take();
    for (const orderId of orders) {
      await this.finish({ orderId }, () => finishOrder(dependencies, orderId));
    }
    for (const signalId of signals) {
      await this.finish({ signalId }, () => finishSignal(dependencies, signalId));
    }
  }

  private async finish(what: Readonly<Record<string, string>>, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const fields = { ...what, error: String(error) };
      this.dependencies.logger.log('error', 'interrupted work not finished', fields);
    }
  }
}

/**
 * What a fault of the store left half-way: signals without their outcome,
 * orders whose next event could not be written. As soon as the store takes
 * writes again each is brought to its outcome, without a restart.
 */
import type { OrderId, SignalId } from '../../../shared/kernel/ids.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Logger, Scheduler, Timer } from '../ports.ts';

export interface InterruptedWorkDependencies {
  readonly writeFault: () => Fault | undefined;
  readonly takeUpOrder: (orderId: OrderId) => Promise<void>;
  readonly takeUpSignal: (signalId: SignalId) => Promise<void>;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

const lookEveryMs = 250;

export class InterruptedWork {
  private readonly dependencies: InterruptedWorkDependencies;
  private readonly orders = new Set<OrderId>();
  private readonly signals = new Set<SignalId>();
  private timer: Timer | undefined;
  private closed = false;

  constructor(dependencies: InterruptedWorkDependencies) {
    this.dependencies = dependencies;
  }

  /** Orders and signals that wait for the store. */
  get pending(): number {
    return this.orders.size + this.signals.size;
  }

  noteOrder(orderId: OrderId): void {
    this.orders.add(orderId);
    this.arm();
  }

  noteSignal(signalId: SignalId): void {
    this.signals.add(signalId);
    this.arm();
  }

  /** What is left is taken up at the next start. */
  close(): void {
    this.closed = true;
    this.timer?.cancel();
  }

  private arm(): void {
    if (this.closed) return;
    this.timer ??= this.dependencies.scheduler.after(lookEveryMs, () => {
      this.timer = undefined;
      void this.look();
    });
  }

  private async look(): Promise<void> {
    if (this.dependencies.writeFault() !== undefined) {
      this.arm();
      return;
    }
    const [orders, signals] = [[...this.orders], [...this.signals]];
    this.orders.clear();
    this.signals.clear();
    for (const orderId of orders) {
      await this.takeUp({ orderId }, () => this.dependencies.takeUpOrder(orderId));
    }
    for (const signalId of signals) {
      await this.takeUp({ signalId }, () => this.dependencies.takeUpSignal(signalId));
    }
  }

  private async takeUp(what: Readonly<Record<string, string>>, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const fields = { ...what, error: String(error) };
      this.dependencies.logger.log('error', 'interrupted work not taken up', fields);
    }
  }
}

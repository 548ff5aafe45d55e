/** All kill switches: those that hold a scope halted, and the last that are done. */
import { orderIdOfStream, type VenueId } from '../../../../shared/kernel/ids.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import { isOrderEvent } from '../../orders/projectOrder.ts';
import { Kill, originOf, type KillOrigin } from './kill.ts';
import { KillRunner, type RunnerDependencies } from './killRunner.ts';
import type { KillLedger } from '../tradingControl.ts';

/** Ledgers of kill switches that are over, kept at hand; older ones are in the desk's stream. */
const overKeptMax = 20;

export class KillSwitches {
  private readonly dependencies: RunnerDependencies;
  /** Newest first. */
  private kills: readonly Kill[] = [];
  private readonly runners = new Map<Kill, KillRunner>();
  private running = false;

  constructor(dependencies: Omit<RunnerDependencies, 'closesPosition'>) {
    const closesPosition = (orderId: string): boolean => this.closesPosition(orderId);
    this.dependencies = { ...dependencies, closesPosition };
  }

  /** Takes in the events of the desk, at start and as they are committed. */
  apply(event: StoredEvent): void {
    if (
      event.type === 'KillSwitchEngaged' &&
      !this.kills.some(({ killId }) => killId === event.data.killId)
    ) {
      this.add(originOf(event));
      return;
    }
    for (const kill of this.kills) {
      const isIts =
        event.type === 'TradingStateChanged'
          ? kill.name === event.data.scope
          : 'killId' in event.data && event.data.killId === kill.killId;
      if (!isIts) continue;
      kill.apply(event);
    }
  }

  /** One that the store could not take: at work at once, and recorded when that can be. */
  engage(origin: KillOrigin): Kill {
    const runner = this.add(origin);
    runner.run();
    return runner.kill;
  }

  /** Goes on with all that is not done. */
  async resume(): Promise<void> {
    for (const runner of this.governing()) await runner.catchUp();
    this.running = true;
    for (const runner of this.governing()) runner.run();
  }

  /** After a commit: orders that changed, and kill switches that have just been engaged. */
  observe(events: readonly StoredEvent[]): void {
    if (!this.running) return;
    const runners = this.governing();
    if (runners.length === 0) return;
    for (const event of events) {
      if (!isOrderEvent(event)) continue;
      const view = this.dependencies.live.get(orderIdOfStream(event.streamId));
      if (view === undefined) continue;
      for (const runner of runners) if (runner.follows(view)) runner.kill.follow(view);
    }
    // What one that is released leaves behind is taken in by those that still cover it.
    const isReleased = events.some((event) => event.type === 'TradingStateChanged');
    for (const runner of runners) {
      if (isReleased || (!runner.isRunning && runner.kill.isOpen)) runner.run();
    }
  }

  close(): void {
    this.running = false;
    for (const runner of this.runners.values()) runner.close();
  }

  /** The one that holds a scope halted. */
  on(scope: string): KillRunner | undefined {
    return this.governing().find((runner) => runner.kill.name === scope);
  }

  ledgers(): readonly KillLedger[] {
    return this.kills.map((kill) => kill.ledger());
  }

  /**
   * Why a scope can't be let loose: its kill switch is not done, and what is left of it is not in the hands of another
   * one that holds the venue or the whole desk.
   */
  openKill(scope: string): { readonly killId: string; readonly message: string } | undefined {
    const runner = this.on(scope);
    if (runner === undefined || !runner.kill.isOpen) return undefined;
    const left = runner.unproven().filter((venue) => !this.isHeldByAnother(runner, venue));
    if (left.length === 0) return undefined;
    const { killId } = runner.kill;
    return {
      killId,
      message: `the kill switch ${killId} on ${scope} is not done: ${left.map((venue) => runner.describe(venue)).join('; ')}`,
    };
  }

  /** Whether a kill switch that still looks after it sent the order. */
  closesPosition(orderId: string): boolean {
    return this.kills.some((kill) => kill.governs && kill.flattensWith(orderId));
  }

  private add(origin: KillOrigin): KillRunner {
    for (const kill of this.kills) if (kill.name === origin.scope) kill.release();
    const over = this.kills.filter((kill) => !kill.governs).slice(overKeptMax);
    for (const kill of over) this.runners.delete(kill);
    const kill = new Kill(origin);
    this.kills = [kill, ...this.kills.filter((one) => !over.includes(one))];
    const runner = new KillRunner(kill, this.dependencies);
    this.runners.set(kill, runner);
    return runner;
  }

  private isHeldByAnother(runner: KillRunner, venue: VenueId): boolean {
    return this.governing().some(({ kill }) => {
      const holds = kill.name === 'desk' || kill.name === `venue:${venue}`;
      return kill !== runner.kill && holds && (kill.flatten || !runner.kill.flatten);
    });
  }

  private governing(): readonly KillRunner[] {
    const governing: KillRunner[] = [];
    for (const [kill, runner] of this.runners) if (kill.governs) governing.push(runner);
    return governing;
  }
}

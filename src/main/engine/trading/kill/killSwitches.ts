/** All kill switches: those that keep a scope halted, and the last ones that are done. */
import { orderIdOfStream, type VenueId, type OrderId } from '../../../../shared/kernel/ids.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import { isOrderEvent } from '../../orders/projectOrder.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { KillLedger } from '../../../domain/trading/killSwitch/killLedger.ts';
import {
  closesPositions,
  flattensWith,
  isUnderWay,
  type KillOrigin,
  type KillSwitch,
} from '../../../domain/trading/killSwitch/killSwitchState.ts';
import { KillSwitchDriver, type DriverDependencies } from './killSwitchDriver.ts';
import { LiveKillSwitch, originOf } from './liveKillSwitch.ts';
import { VenueProver, type ProverDependencies } from './venueProver.ts';
import { isKillSwitchEvent } from '../../../domain/trading/killSwitch/killSwitchEvents.ts';

export type KillSwitchesDependencies = Omit<
  DriverDependencies & ProverDependencies,
  'prover' | 'closesPosition'
>;

/** How many ledgers of finished kill switches stay in memory; older ones are in the desk's stream. */
const overKeptMax = 20;

export class KillSwitches {
  private readonly dependencies: DriverDependencies;
  /** Newest first. */
  private drivers: readonly KillSwitchDriver[] = [];
  private running = false;

  constructor(dependencies: KillSwitchesDependencies) {
    const asked = { ...dependencies, closesPosition: (orderId: OrderId) => this.closesPosition(orderId) };
    this.dependencies = { ...asked, prover: new VenueProver(asked) };
  }

  /** Applies the events of the desk, at a start and as they are committed. */
  apply(event: StoredEvent): void {
    if (!isKillSwitchEvent(event)) return;
    if (event.type === 'TradingStateChanged') {
      for (const { killSwitch } of this.drivers) {
        if (killSwitch.state.name === event.data.scope) killSwitch.tell(event);
      }
      return;
    }
    const { killId } = event.data;
    const known = this.drivers.find(({ killSwitch }) => killSwitch.state.killId === killId);
    if (known !== undefined) known.killSwitch.tell(event);
    else if (event.type === 'KillSwitchEngaged') this.add(originOf(event), undefined);
  }

  /**
   * Engages a kill switch that the store could not take because of a fault: it works at once, and is recorded when the
   * store writes again.
   */
  engage(origin: KillOrigin, fault: string): LiveKillSwitch {
    const driver = this.add(origin, fault);
    driver.run();
    return driver.killSwitch;
  }

  /** Goes on with every kill switch that is not done. */
  async resume(): Promise<void> {
    for (const driver of this.governing()) await driver.catchUp();
    this.running = true;
    for (const driver of this.governing()) {
      driver.run();
      driver.lookAfterFlat();
    }
  }

  /** After a commit: orders that changed, and kill switches that have just been engaged. */
  observe(events: readonly StoredEvent[]): void {
    if (!this.running) return;
    const governing = this.governing();
    if (governing.length === 0) return;
    const changed = new Set<OrderView>();
    for (const event of events) {
      const view = isOrderEvent(event)
        ? this.dependencies.live.get(orderIdOfStream(event.streamId))
        : undefined;
      if (view !== undefined) changed.add(view);
    }
    // The kill switches that still cover the orders of a released one take them in.
    const isReleased = events.some((event) => event.type === 'TradingStateChanged');
    for (const driver of governing) {
      if (changed.size > 0) {
        driver.follow(changed);
        driver.lookAfterFlat();
      }
      if (isReleased || (!driver.isRunning && isUnderWay(driver.killSwitch.state))) driver.run();
    }
  }

  close(): void {
    this.running = false;
    for (const driver of this.drivers) driver.close();
  }

  /** The kill switch that keeps a scope halted. */
  on(scope: string): KillSwitchDriver | undefined {
    return this.governing().find(({ killSwitch }) => killSwitch.state.name === scope);
  }

  ledgers(): readonly KillLedger[] {
    return this.drivers.map(({ killSwitch }) => killSwitch.ledger());
  }

  /**
   * Why a scope can't be enabled: its kill switch is not done, on disk too, and no other kill switch, on the venue or the
   * whole desk, has taken over what is left of it.
   */
  openKill(scope: string): { readonly killId: string; readonly message: string } | undefined {
    const driver = this.on(scope);
    if (driver === undefined || !isUnderWay(driver.killSwitch.state)) return undefined;
    const left = driver.unproven().filter((venue) => !this.isHeldByAnother(driver, venue));
    if (left.length === 0 && !driver.lacksOnlyRecord) return undefined;
    const { killId } = driver.killSwitch.state;
    const what = left.map((venue) => driver.describe(venue)).join('; ') || 'its end is not on disk yet';
    return { killId, message: `the kill switch ${killId} on ${scope} is not done: ${what}` };
  }

  /** Whether a kill switch that is still responsible for the order has sent it. */
  closesPosition(orderId: OrderId): boolean {
    return this.governing().some(({ killSwitch }) => flattensWith(killSwitch.state, orderId));
  }

  private add(origin: KillOrigin, fault: string | undefined): KillSwitchDriver {
    for (const { killSwitch } of this.drivers) {
      if (killSwitch.state.name === origin.scope) killSwitch.tell({ type: 'Superseded' });
    }
    const over = this.drivers.filter(({ killSwitch }) => killSwitch.state.status === 'over');
    const old = new Set(over.slice(overKeptMax));
    const driver = new KillSwitchDriver(new LiveKillSwitch(origin, fault), this.dependencies);
    this.drivers = [driver, ...this.drivers.filter((one) => !old.has(one))];
    return driver;
  }

  private isHeldByAnother(driver: KillSwitchDriver, venue: VenueId): boolean {
    const own = driver.killSwitch.state;
    return this.governing().some(({ killSwitch: { state } }) => {
      const holds = state.name === 'desk' || state.name === `venue:${venue}`;
      return state !== own && holds && doesAllOf(state, own);
    });
  }

  private governing(): readonly KillSwitchDriver[] {
    return this.drivers.filter(({ killSwitch }) => killSwitch.state.status !== 'over');
  }
}

/** Whether a kill switch does at least what the other one has to do. */
function doesAllOf(state: KillSwitch, other: KillSwitch): boolean {
  const closes = closesPositions(state) || !closesPositions(other);
  return closes && (state.leavesExternal !== true || other.leavesExternal === true);
}

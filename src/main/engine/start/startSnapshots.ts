/**
 * What a start would otherwise have to gather from all orders: the positions, and the brackets with something to do.
 * Taken while the engine runs; what is open besides is found again among the active orders.
 */
import type { BracketManager } from '../brackets/bracketManager.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { SeenHead } from '../events/seenHead.ts';
import { snapshotOf } from '../events/snapshotOf.ts';
import type { Logger } from '../ports.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { ExposureBook, Position } from '../orders/exposureBook.ts';
import type { PendingSignals } from '../orders/pendingSignals.ts';
import type { StrategyPositionRecord, StrategyPositions } from '../trading/strategyPositions.ts';

export interface StartState {
  /** All events up to it are in. */
  readonly position: number;
  readonly positions: readonly Position[];
  /** The same by strategy. */
  readonly strategyPositions: readonly StrategyPositionRecord[];
  /** Every order that had not ended. */
  readonly liveOrders: readonly string[];
  /** Signals received after it have their outcome, or are found by reading on from it. */
  readonly readFrom: number;
  /** Entries and exits of the brackets that had something to do. */
  readonly bracketOrders: readonly string[];
}

export interface StartSnapshotDependencies {
  readonly store: EventStore;
  readonly exposures: ExposureBook;
  readonly strategies: StrategyPositions;
  readonly brackets: BracketManager;
  readonly live: Pick<LiveOrders, 'all'>;
  readonly pending: PendingSignals;
  readonly logger: Logger;
  /** Events between two snapshots: what a start after a crash has to read at most, beside what is active. */
  readonly everyEvents: number;
}

const key = 'start';
/** Raised whenever the same events would give another state, or the state another form. */
const schemaVersion = 4;

export class StartSnapshots {
  private readonly dependencies: StartSnapshotDependencies;
  /** Position of the last one; nothing is saved before the history is in. */
  private savedAt = Infinity;

  constructor(dependencies: StartSnapshotDependencies) {
    this.dependencies = dependencies;
  }

  load(): StartState | undefined {
    const found = snapshotOf(this.dependencies.store, key, schemaVersion);
    if (found === undefined) return undefined;
    // Written by `save` under the same schema version, and unharmed since.
    const state = found.data as Omit<StartState, 'position'>;
    return { ...state, position: found.at.position };
  }

  /** What the last one has seen of the store, whether or not it can be used. */
  seen(): readonly SeenHead[] {
    const at = this.dependencies.store.snapshots?.load(key, schemaVersion)?.at;
    return at === undefined ? [] : [{ by: 'the last snapshot', ...at }];
  }

  /** The history is in. `from` is the position of the snapshot it began with. */
  begin(from: number): void {
    this.savedAt = from;
    this.committed();
  }

  /** Call when the events of a commit are in. */
  committed(): void {
    if (this.dependencies.store.head().position - this.savedAt >= this.dependencies.everyEvents) this.save();
  }

  save(): void {
    const { store, exposures, strategies, brackets, live, pending, logger } = this.dependencies;
    const at = store.head();
    if (store.snapshots === undefined || at.position <= this.savedAt) return;
    const data: Omit<StartState, 'position'> = {
      positions: exposures.positions(),
      strategyPositions: strategies.all(),
      liveOrders: Array.from(live.all(), ({ orderId }) => orderId),
      readFrom: Math.min(at.position, (pending.oldestPosition() ?? Infinity) - 1),
      bracketOrders: brackets.unfinished(),
    };
    this.savedAt = at.position;
    const saved = store.snapshots.save(key, schemaVersion, at, data);
    if (!saved.ok) logger.log('warn', 'no snapshot taken', { why: saved.error.message });
  }
}

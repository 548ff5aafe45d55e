/**
 * Snapshots of the state that a start would otherwise gather from all orders: the positions, and the brackets that have
 * something to do. They are saved while the engine runs. A start finds everything else among the orders that have not
 * ended.
 */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { BracketManager } from '../brackets/bracketManager.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { SeenHead } from '../events/seenHead.ts';
import { snapshotOf } from '../events/snapshotOf.ts';
import type { Logger } from '../ports.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { ExposureBook, Position } from '../orders/exposureBook.ts';
import type { PendingSignals } from '../orders/pendingSignals.ts';
import type { DenialRecords } from '../../domain/controls/controlsReport.ts';
import type { LimitHistory } from '../risk/limitHistory.ts';
import type { StrategyPositionRecord, StrategyPositions } from '../trading/positions/strategyPositions.ts';
import type { TradeBook, TradeRecord } from '../trading/positions/tradeBook.ts';

export interface StartState {
  /** All events up to this position are in the state. */
  readonly position: number;
  readonly positions: readonly Position[];
  /** The same positions, split by strategy. */
  readonly strategyPositions: readonly StrategyPositionRecord[];
  readonly trades: readonly TradeRecord[];
  readonly denials: DenialRecords;
  /** Ids of all orders that had not ended. */
  readonly liveOrders: readonly OrderId[];
  /**
   * Every signal that was received up to this position has its outcome. A start finds the others when it reads on from
   * here.
   */
  readonly readFrom: number;
  /** Entries and exits of the brackets that had something to do. */
  readonly bracketOrders: readonly OrderId[];
}

export interface StartSnapshotDependencies {
  readonly store: EventStore;
  readonly exposures: ExposureBook;
  readonly strategies: StrategyPositions;
  readonly trades: TradeBook;
  readonly limitHistory: LimitHistory;
  readonly brackets: Pick<BracketManager, 'unfinished'>;
  readonly live: Pick<LiveOrders, 'all'>;
  readonly pending: PendingSignals;
  readonly logger: Logger;
  /**
   * Events between two snapshots: after a crash, a start reads at most so many events besides the orders that have not
   * ended.
   */
  readonly everyEvents: number;
}

const key = 'start';
/** Raised whenever the same events would make another state, or the state has another form. */
const schemaVersion = 7;

export class StartSnapshots {
  private readonly dependencies: StartSnapshotDependencies;
  /** Position of the last snapshot; no snapshot is saved before the history is in memory. */
  private savedAt = Infinity;

  constructor(dependencies: StartSnapshotDependencies) {
    this.dependencies = dependencies;
  }

  load(): StartState | undefined {
    const found = snapshotOf(this.dependencies.store, key, schemaVersion);
    if (found === undefined) return undefined;
    // `save` has written the data under the same schema version, and the snapshot store returns no damaged data.
    const state = found.data as Omit<StartState, 'position'>;
    return { ...state, position: found.at.position };
  }

  /** The head of the store that the last snapshot has seen, whether or not the snapshot can be used. */
  seen(): readonly SeenHead[] {
    const at = this.dependencies.store.snapshots?.load(key, schemaVersion)?.at;
    return at === undefined ? [] : [{ by: 'the last snapshot', ...at }];
  }

  /** Called once the history is in memory. `from` is the position of the snapshot from which it was read. */
  begin(from: number): void {
    this.savedAt = from;
    this.committed();
  }

  /** Called once the events of a commit are in the books. */
  committed(): void {
    if (this.dependencies.store.head().position - this.savedAt >= this.dependencies.everyEvents) this.save();
  }

  save(): void {
    const { store, exposures, strategies, trades, limitHistory } = this.dependencies;
    const { brackets, live, pending, logger } = this.dependencies;
    const at = store.head();
    if (store.snapshots === undefined || at.position <= this.savedAt) return;
    const data: Omit<StartState, 'position'> = {
      positions: exposures.positions(),
      strategyPositions: strategies.all(),
      trades: trades.records(),
      denials: limitHistory.denials(),
      liveOrders: Array.from(live.all(), ({ orderId }) => orderId),
      readFrom: Math.min(at.position, (pending.oldestPosition() ?? Infinity) - 1),
      bracketOrders: brackets.unfinished(),
    };
    this.savedAt = at.position;
    const saved = store.snapshots.save(key, schemaVersion, at, data);
    if (!saved.ok) logger.log('warn', 'no snapshot taken', { why: saved.error.message });
  }
}

/** The port behind a rebuild: a place for a read model that is built beside the one that answers queries. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { Exchanged } from './liveProjection.ts';
import type { OrderViewStore } from './orderViewStore.ts';

export interface Swap extends Exchanged<OrderViewStore> {
  /** Why the old store still answers; absent when the built store took its place. */
  readonly fault?: Fault;
}

export interface ReadModelBuilds {
  /** Opens a new, empty store, and removes what an earlier build has left. */
  begin(): Result<OrderViewStore, Fault>;
  /**
   * Closes both stores, and puts the built store in the place of the serving store, if there is one. It does so in one
   * step: after a crash the place holds the one or the other. Throws StoreReadError when neither can be opened any
   * more.
   */
  swap(built: OrderViewStore, serving?: OrderViewStore): Swap;
  /** Removes what a build has left, whether it is open, closed, or ended with a crash. */
  discard(built?: OrderViewStore): void;
}

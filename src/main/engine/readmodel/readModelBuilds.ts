/** The port behind a rebuild: a place for a read model that is made beside the one that serves. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { Exchanged } from './liveProjection.ts';
import type { OrderViewStore } from './orderViewStore.ts';

export interface Swap extends Exchanged<OrderViewStore> {
  /** Why it is still the one that served before. */
  readonly fault?: Fault;
}

export interface ReadModelBuilds {
  /** A new, empty store; what an earlier build has left is removed. */
  begin(): Result<OrderViewStore, Fault>;
  /**
   * Closes both stores and puts the built one in the place of the one that serves, if any, in one step: after a crash
   * it is the one or the other. Throws StoreReadError when neither can be opened any more.
   */
  swap(built: OrderViewStore, serving?: OrderViewStore): Swap;
  /** Removes what a build has left, open or not; also what one left that ended with a crash. */
  discard(built?: OrderViewStore): void;
}

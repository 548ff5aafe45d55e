/** What the read side reports after each commit. */
import type { OrderView } from '../orders/orderView.ts';

/** The rows that changed in one commit, and the position up to which they hold all events. */
export interface OrderChanges {
  readonly position: number;
  readonly rows: readonly OrderView[];
}

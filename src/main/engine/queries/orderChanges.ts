/** What the read side tells after each commit. */
import type { OrderView } from '../orders/orderView.ts';

/** Rows that changed in one commit, and the position they hold. */
export interface OrderChanges {
  readonly position: number;
  readonly rows: readonly OrderView[];
}

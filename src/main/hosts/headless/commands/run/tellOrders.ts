/** `desk run --orders`: tells what becomes of the orders, a line for each update, to whoever sends the signals. */
import type { Engine } from '../../../../engine/assembly/engine.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';

/** The newest orders of a snapshot. */
const snapshotOrdersMax = 1_000;

/** Resolves once `ended` has aborted and all that had changed by then is told. A slow reader gets fewer, later updates. */
export async function tellOrders(
  io: Pick<DeskIo, 'json'>,
  queries: Pick<Engine['queries'], 'subscribeToOrderChanges'>,
  ended: AbortSignal,
): Promise<void> {
  const newest = [{ field: 'createdAt', descending: true } as const];
  const updates = queries.subscribeToOrderChanges({ sort: newest, limit: snapshotOrdersMax }, ended);
  for await (const { type, sequence, position, rows } of updates) {
    await io.json({ type: 'orders', update: type, sequence, position, orders: rows });
  }
}

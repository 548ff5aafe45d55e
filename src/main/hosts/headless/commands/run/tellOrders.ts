/** `desk run --orders`: writes a line for each update of an order, for the program that sends the signals. */
import type { Engine } from '../../../../engine/assembly/engine.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';

/** How many of the newest orders a snapshot has. */
const snapshotOrdersMax = 1_000;

/**
 * Resolves once `ended` has aborted and all changes until then are written. A slow reader gets fewer and later updates.
 */
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

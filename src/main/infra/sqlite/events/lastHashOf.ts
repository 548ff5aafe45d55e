/** Computes the hash that the last row of a batch has in the chain. */
import { emptyRow } from '../../../engine/events/schema/eventRow.ts';
import { RowCursor, type RowBatch } from '../log/rowBatch.ts';
import { chainHashOf } from '../chain/chainHash.ts';

export function lastHashOf(previousHash: string, batch: RowBatch): string {
  const row = emptyRow();
  const rows = new RowCursor(batch);
  let hash = previousHash;
  while (rows.left > 0) hash = chainHashOf(hash, rows.next(row));
  return hash;
}

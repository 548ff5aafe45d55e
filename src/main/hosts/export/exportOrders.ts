/** Writes all orders that match to a file of comma-separated values, in the order of the sort. */
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { csvLine, orderCells, orderHeadings } from '../../../shared/contract/orderTable.ts';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { OrderQueryService } from '../../engine/queries/orderQueryService.ts';
import type { OrderList } from '../../engine/readmodel/orderViewStore.ts';

/** Orders that are read and written at once. */
const pageOrders = 1_000;

export interface OrderExportOptions {
  readonly currencyOf: (symbol: string) => string | undefined;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal: AbortSignal;
}

export interface OrderExport {
  readonly orders: number;
  /**
   * The list of orders holds all events up to this position. Each order is written as it stood when it was read, which
   * may be later.
   */
  readonly position: number;
}

type Queries = Pick<OrderQueryService, 'getOrderPositions' | 'getOrderHistory'>;

/**
 * The file takes its place as a whole: after a fault or a cancel, an earlier file there is untouched. Rejects when the
 * signal is aborted. Fault: `file_not_written`.
 */
export async function exportOrders(
  queries: Queries,
  path: string,
  list: OrderList,
  options: OrderExportOptions,
): Promise<Result<OrderExport, Fault>> {
  const partial = `${path}.part`;
  try {
    const exported = await writeAll(partial, queries, list, options);
    await rename(partial, path);
    return ok(exported);
  } catch (error) {
    await rm(partial, { force: true });
    options.signal.throwIfAborted();
    return err(faultFrom('file_not_written', error));
  }
}

async function writeAll(
  path: string,
  queries: Queries,
  list: OrderList,
  options: OrderExportOptions,
): Promise<OrderExport> {
  const file = await open(path, 'w', 0o600);
  try {
    return await writeRows(file, queries, list, options);
  } finally {
    await file.close();
  }
}

async function writeRows(
  file: FileHandle,
  queries: Queries,
  list: OrderList,
  { currencyOf, onProgress, signal }: OrderExportOptions,
): Promise<OrderExport> {
  const { positions, position } = await queries.getOrderPositions(list);
  const total = positions.length;
  await file.write(`${csvLine(orderHeadings)}\r\n`);
  for (let done = 0; done < total; done += pageOrders) {
    signal.throwIfAborted();
    onProgress({ done, total });
    const createdPositions = [...positions.subarray(done, done + pageOrders)];
    const { rows } = await queries.getOrderHistory({ filter: { createdPositions } });
    const byPosition = new Map(rows.map((row) => [row.createdPosition, row]));
    const lines = createdPositions.flatMap((at) => {
      const row = byPosition.get(at);
      return row === undefined ? [] : [`${csvLine(orderCells(row, currencyOf(row.symbol)))}\r\n`];
    });
    await file.write(lines.join(''));
  }
  await file.sync();
  signal.throwIfAborted();
  onProgress({ done: total, total });
  return { orders: total, position };
}

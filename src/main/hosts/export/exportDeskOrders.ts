/** Exports the orders of a desk as a job: its instruments say the currency of each symbol. */
import { counted } from '../../../shared/kernel/counted.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../shared/kernel/result.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { OrderList } from '../../engine/readmodel/orderViewStore.ts';
import type { JobOptions, JobOutcome } from '../../ipc/ports/servedRuntime.ts';
import { exportOrders } from './exportOrders.ts';

export async function exportDeskOrders(
  { configuration, queries }: Pick<Engine, 'configuration' | 'queries'>,
  path: string,
  list: OrderList,
  options: JobOptions,
): Promise<Result<JobOutcome, Fault>> {
  const currencies = new Map<string, string>(
    configuration.instruments.map(({ symbol, currency }) => [symbol, currency]),
  );
  const exported = await exportOrders(queries, path, list, {
    ...options,
    currencyOf: (symbol) => currencies.get(symbol),
  });
  if (!exported.ok) return exported;
  const { orders, position } = exported.value;
  const summary = `${counted(orders, 'order')} written to ${path}, all that matched at position ${position}`;
  return ok({ summary, figures: { orders }, good: true });
}

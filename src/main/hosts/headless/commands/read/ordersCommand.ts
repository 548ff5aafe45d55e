/** `desk orders`: the orders as they stand, or as they stood at a position. */
import type { OrderView } from '../../../../engine/orders/orderView.ts';
import { activeStatuses } from '../../../../engine/queries/orderQueryService.ts';
import { ordersAt } from '../../../../engine/queries/ordersAt.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { formatTable, type Column } from '../../terminal/formatTable.ts';
import { currentOrders } from './currentOrders.ts';
import { openEventsToRead } from '../../desk/readDesk.ts';
import { tellFault } from '../../terminal/tellFault.ts';

export interface OrdersCommandOptions {
  readonly folder: string;
  readonly active: boolean;
  readonly symbol?: string | undefined;
  readonly at?: number | undefined;
  readonly json: boolean;
}

const columns: readonly Column<OrderView>[] = [
  { title: 'created', value: ({ createdAt }) => createdAt },
  { title: 'order', value: ({ orderId }) => orderId },
  { title: 'symbol', value: ({ symbol }) => symbol },
  { title: 'side', value: ({ side }) => side },
  { title: 'quantity', value: ({ quantity }) => quantity, right: true },
  { title: 'type', value: ({ orderType }) => orderType },
  { title: 'limit', value: ({ limitPrice }) => limitPrice ?? '', right: true },
  { title: 'tif', value: ({ timeInForce }) => timeInForce },
  { title: 'filled', value: ({ filledQuantity }) => filledQuantity, right: true },
  { title: 'average', value: ({ averagePrice }) => averagePrice ?? '', right: true },
  { title: 'status', value: ({ status }) => status },
  { title: 'strategy', value: ({ strategy }) => strategy },
  { title: 'reason', value: ({ reason }) => reason ?? '' },
];

export async function ordersCommand(io: DeskIo, options: OrdersCommandOptions): Promise<ExitCode> {
  const { folder, active, symbol, at, json } = options;
  const events = openEventsToRead(folder);
  if (!events.ok) return tellFault(io, events.error, json);
  try {
    const { position } = events.value.head();
    if (at !== undefined && at > position) {
      const message = `there is no position ${at}: the last one is ${position}`;
      return tellFault(io, { code: 'position_unknown', message, details: { at, position } }, json);
    }
    const all = await (at === undefined ? currentOrders(events.value, folder) : ordersAt(events.value, at));
    const rows = all.filter(
      (row) =>
        (symbol === undefined || row.symbol === symbol) && (!active || activeStatuses.includes(row.status)),
    );
    if (json) for (const row of rows) await io.json(row);
    else for (const line of formatTable(columns, rows)) await io.line(line);
    return exitCode.done;
  } finally {
    await events.value.close();
  }
}

/** `desk orders`: shows the orders now, or as they were at a position. */
import { activeStatuses } from '../../../../domain/order/orderState.ts';
import { tellFault, type Call } from '../../desk/call.ts';
import { deskCommand, position } from '../commandLine.ts';
import type { OrderView } from '../../../../engine/orders/orderView.ts';
import { positionFault } from '../../../../engine/past/positionFault.ts';
import { ordersAt } from '../../../../engine/queries/ordersAt.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { formatTable, type Column } from '../../terminal/formatTable.ts';
import { currentOrders } from './currentOrders.ts';
import { onEvents } from '../../desk/readDesk.ts';

const columns: readonly Column<OrderView>[] = [
  { title: 'created', value: ({ createdAt }) => createdAt },
  { title: 'order', value: ({ orderId }) => orderId },
  { title: 'symbol', value: ({ symbol }) => symbol },
  { title: 'side', value: ({ side }) => side },
  { title: 'quantity', value: ({ quantity }) => quantity, right: true },
  { title: 'type', value: ({ orderType }) => orderType },
  { title: 'limit', value: ({ limitPrice }) => limitPrice ?? '', right: true },
  {
    title: 'tif',
    value: ({ timeInForce, goodTill }) =>
      goodTill === undefined ? timeInForce : `${timeInForce} ${goodTill}`,
  },
  { title: 'filled', value: ({ filledQuantity }) => filledQuantity, right: true },
  { title: 'average', value: ({ averagePrice }) => averagePrice ?? '', right: true },
  { title: 'status', value: ({ status }) => status },
  { title: 'venue', value: ({ venue }) => venue },
  { title: 'strategy', value: ({ strategy }) => strategy },
  { title: 'reason', value: ({ reason }) => reason ?? '' },
];

interface Options {
  readonly active?: boolean;
  readonly symbol?: string;
  readonly at?: number;
}

export const ordersCommand = deskCommand({
  name: 'orders',
  about: 'the orders, oldest first',
  declare: (command) =>
    command
      .option('--active', 'only those that may still change')
      .option('--symbol <symbol>', 'only those in this symbol')
      .option('--at <position>', 'as they stood once the event of that position was in', position),
  work: (call: Call, { active, symbol, at }: Options) =>
    onEvents(call, async (events, folder) => {
      const unknown = at === undefined ? undefined : positionFault(at, events.head().position);
      if (unknown !== undefined) return tellFault(call, unknown);
      const all = await (at === undefined ? currentOrders(events, folder) : ordersAt(events, at));
      const rows = all.filter(
        (row) =>
          (symbol === undefined || row.symbol === symbol) &&
          (active !== true || activeStatuses.includes(row.status)),
      );
      if (call.json) for (const row of rows) await call.io.json(row);
      else for (const line of formatTable(columns, rows)) await call.io.line(line);
      return exitCode.done;
    }),
});

/** The columns of the orders as they stood. */
import type { DeskInfo } from '../../../shared/contract/api.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { averageText, groupDecimal, placesOf, roundTo } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { dateTime } from '../../format/times.ts';
import { lookOf, typeCode } from '../../model/orders/orderStatus.ts';
import type { GridColumn } from '../../ui/grid/gridTypes.ts';
import { OrderStatusWord } from '../common/OrderStatusWord.tsx';
import { Side } from '../common/Side.tsx';

export function pastOrderColumns(desk: DeskInfo | undefined): readonly GridColumn<OrderView>[] {
  const places = new Map(desk?.instruments.map(({ symbol, tickSize }) => [symbol, placesOf(tickSize)]));
  const price = ({ symbol }: OrderView, text: string | undefined): string => {
    const least = places.get(symbol) ?? 0;
    return text === undefined ? '' : groupDecimal(roundTo(text, Math.max(2, least)), least);
  };
  return [
    {
      id: 'created',
      header: 'Created',
      width: 154,
      text: ({ createdAt }) => dateTime(createdAt).slice(0, 19),
      tip: ({ createdAt }) => dateTime(createdAt),
    },
    {
      id: 'order',
      header: 'Order',
      width: 80,
      widthMin: 74,
      always: true,
      className: 'mono',
      text: ({ orderId }) => shortId(orderId),
      tip: ({ orderId }) => orderId,
    },
    { id: 'symbol', header: 'Symbol', width: 70, className: 'strong', text: ({ symbol }) => symbol },
    {
      id: 'side',
      header: 'Side',
      width: 62,
      widthMin: 54,
      text: ({ side }) => side,
      cell: ({ side }) => <Side side={side} />,
    },
    {
      id: 'quantity',
      header: 'Qty',
      width: 70,
      widthMin: 60,
      align: 'end',
      text: ({ quantity }) => groupDecimal(quantity),
    },
    { id: 'type', header: 'Type', width: 54, widthMin: 48, text: ({ orderType }) => typeCode(orderType) },
    {
      id: 'limit',
      header: 'Limit',
      width: 80,
      widthMin: 70,
      align: 'end',
      text: (row) => price(row, row.limitPrice ?? row.stopPrice),
    },
    {
      id: 'filled',
      header: 'Filled',
      width: 70,
      widthMin: 60,
      align: 'end',
      text: ({ filledQuantity }) => groupDecimal(filledQuantity),
    },
    {
      id: 'average',
      header: 'Average',
      width: 80,
      hidden: true,
      align: 'end',
      text: (row) => groupDecimal(averageText(row, places.get(row.symbol) ?? 0) ?? ''),
    },
    {
      id: 'status',
      header: 'Status',
      width: 130,
      widthMin: 110,
      grow: 1,
      text: ({ status }) => lookOf(status).word,
      cell: (order) => <OrderStatusWord order={order} />,
      tip: ({ reason }) => reason,
    },
    { id: 'venue', header: 'Venue', width: 64, wide: 1, text: ({ venue }) => venue },
    { id: 'strategy', header: 'Strategy', width: 90, wide: 2, grow: 1, text: ({ strategy }) => strategy },
  ];
}

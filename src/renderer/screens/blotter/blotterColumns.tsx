/** The blotter's columns. */
import type { DeskInfo } from '../../../shared/contract/api.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { absent, averageText, groupDecimal, placesOf, share } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { millisecondsNumber, timesZone } from '../../format/times.ts';
import { orderLook, roleWord, rowReason, typeCode } from '../../model/orders/orderStatus.ts';
import { Bar } from '../../ui/display/Bar.tsx';
import type { GridColumn } from '../../ui/grid/gridTypes.ts';
import { Side } from '../common/Side.tsx';
import { furtherColumns, timeColumn } from './furtherColumns.tsx';
import { OrderName } from './OrderName.tsx';
import { StatusCell } from './StatusCell.tsx';

type Column = GridColumn<OrderView>;

/** `places` gives the decimal places of a symbol's tick. */
export function blotterColumns(desk: DeskInfo | undefined): readonly Column[] {
  const known = new Map(
    desk?.instruments.map((instrument) => [instrument.symbol, placesOf(instrument.tickSize)]),
  );
  const price = (order: OrderView, text: string | undefined): string =>
    text === undefined ? absent : groupDecimal(text, known.get(order.symbol) ?? 0);
  const average = (order: OrderView): string => {
    const places = known.get(order.symbol) ?? 2;
    const text = averageText(order, places);
    return text === undefined ? absent : groupDecimal(text, places);
  };
  return [
    ...identity,
    {
      id: 'quantity',
      always: true,
      header: 'Qty',
      title: 'Quantity',
      width: 70,
      widthMin: 54,
      widthMax: 110,
      grow: 1,
      align: 'end',
      sortable: true,
      text: (order) => groupDecimal(order.quantity),
    },
    {
      id: 'price',
      yields: 3,
      header: 'Price',
      title: 'Limit price, or the stop price where there is no limit',
      width: 86,
      widthMin: 74,
      widthMax: 110,
      grow: 1,
      align: 'end',
      sortable: true,
      text: (order) => price(order, order.limitPrice ?? order.stopPrice),
      tip: (order) => (order.stopPrice === undefined ? undefined : `stop ${price(order, order.stopPrice)}`),
    },
    filled,
    {
      id: 'average',
      yields: 2,
      header: 'Avg',
      title: 'Average price of the fills',
      width: 86,
      widthMin: 74,
      widthMax: 110,
      grow: 1,
      align: 'end',
      sortable: true,
      text: average,
      tip: (order) => order.averagePrice,
    },
    ...outcome,
    ...furtherColumns(desk, price),
  ];
}

const identity: readonly Column[] = [
  {
    ...timeColumn('Time', 'time', (order) => order.createdAt),
    title: 'Created',
    yields: 4,
    get header() {
      return `Time ${timesZone()}`;
    },
  },
  {
    id: 'order',
    always: true,
    header: 'Order',
    title: 'Order; sorts by latest change',
    width: 96,
    widthMin: 76,
    sortable: true,
    className: 'mono',
    text: (order) =>
      order.role === undefined
        ? `${shortId(order.orderId)}${order.external === true ? ' ext' : ''}`
        : `  └ ${roleWord(order.role)}`,
    cell: (order) => <OrderName order={order} />,
    tip: (order) =>
      order.external === true
        ? `${order.orderId}, sent to the venue by somebody else and adopted here`
        : order.parentOrderId === undefined
          ? order.orderId
          : `${order.orderId}, protects ${order.parentOrderId}`,
  },
  {
    id: 'symbol',
    always: true,
    header: 'Symbol',
    width: 72,
    widthMin: 62,
    sortable: true,
    className: 'strong',
    text: (order) => order.symbol,
  },
  {
    id: 'side',
    always: true,
    header: 'Side',
    width: 66,
    widthMin: 54,
    sortable: true,
    text: (order) => order.side,
    cell: (order) => <Side side={order.side} />,
  },
  {
    id: 'type',
    yields: 1,
    header: 'Type',
    width: 54,
    widthMin: 44,
    sortable: true,
    className: 'dim',
    text: (order) => typeCode(order.orderType),
    tip: (order) => order.orderType.replace('_', ' '),
  },
];

const filled: Column = {
  id: 'filled',
  header: 'Filled',
  title: 'Filled quantity',
  width: 104,
  widthMin: 76,
  widthMax: 140,
  grow: 1,
  align: 'end',
  sortable: true,
  className: 'with-bar',
  text: (order) => groupDecimal(order.filledQuantity),
  cell: (order) => (
    <>
      {groupDecimal(order.filledQuantity)}
      <Bar share={share(order.filledQuantity, order.quantity)} />
    </>
  ),
};

const outcome: readonly Column[] = [
  {
    id: 'status',
    always: true,
    header: 'Status',
    width: 150,
    widthMin: 150,
    widthMax: 360,
    grow: 4,
    sortable: true,
    text: (order) => `${orderLook(order).word} ${rowReason(order) ?? ''}`,
    cell: (order) => <StatusCell order={order} />,
    tip: (order) =>
      order.reason === undefined
        ? undefined
        : `${order.reasonCode === undefined ? '' : `${order.reasonCode}: `}${order.reason}`,
  },
  {
    id: 'strategy',
    header: 'Strategy',
    width: 86,
    widthMin: 72,
    widthMax: 130,
    grow: 1,
    sortable: true,
    className: 'dim',
    text: (order) => order.strategy,
  },
  {
    id: 'venue',
    header: 'Venue',
    width: 58,
    widthMin: 46,
    sortable: true,
    className: 'dim',
    text: (order) => order.venue,
  },
  {
    id: 'acknowledge',
    header: 'Venue ms',
    title: "From the durable intent to the venue's answer, in milliseconds",
    width: 76,
    widthMin: 70,
    align: 'end',
    sortable: true,
    className: 'dim',
    text: (order) => (order.acknowledgeMs === undefined ? absent : millisecondsNumber(order.acknowledgeMs)),
  },
];

/** The blotter's columns. */
import type { DeskInfo } from '../../../shared/contract/api.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { absent, groupDecimal, placesOf, roundTo, share } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { clockTime, dateTime, millisecondsNumber } from '../../format/times.ts';
import { lookOf, rowReason, typeCode } from '../../model/orderStatus.ts';
import { Bar } from '../../ui/Bar.tsx';
import type { GridColumn } from '../../ui/grid/gridTypes.ts';
import { OrderStatusWord } from '../OrderStatusWord.tsx';
import { Side } from '../Side.tsx';

export function blotterColumns(desk: DeskInfo | undefined): readonly GridColumn<OrderView>[] {
  const places = new Map(
    desk?.instruments.map((instrument) => [instrument.symbol, placesOf(instrument.tickSize)]),
  );
  const price = (order: OrderView, text: string | undefined): string =>
    text === undefined ? absent : groupDecimal(text, places.get(order.symbol) ?? 0);
  const average = (order: OrderView): string => {
    const shown = places.get(order.symbol) ?? 2;
    return order.averagePrice === undefined
      ? absent
      : groupDecimal(roundTo(order.averagePrice, Math.max(2, shown)), shown);
  };
  return [
    {
      id: 'time',
      header: 'Time UTC',
      title: 'Created, UTC',
      width: 104,
      sortable: true,
      className: 'mono dim',
      text: (order) => clockTime(order.createdAt),
      tip: (order) => dateTime(order.createdAt),
    },
    {
      id: 'order',
      header: 'Order',
      width: 92,
      sortable: true,
      className: 'mono',
      text: (order) => shortId(order.orderId),
      tip: (order) => order.orderId,
    },
    {
      id: 'symbol',
      header: 'Symbol',
      width: 72,
      sortable: true,
      className: 'strong',
      text: (order) => order.symbol,
    },
    {
      id: 'side',
      header: 'Side',
      width: 66,
      sortable: true,
      text: (order) => order.side,
      cell: (order) => <Side side={order.side} />,
    },
    {
      id: 'type',
      header: 'Type',
      width: 54,
      sortable: true,
      className: 'dim',
      text: (order) => typeCode(order.orderType),
      tip: (order) => order.orderType.replace('_', ' '),
    },
    {
      id: 'quantity',
      header: 'Qty',
      title: 'Quantity',
      width: 70,
      grow: 1,
      align: 'end',
      sortable: true,
      text: (order) => groupDecimal(order.quantity),
    },
    {
      id: 'price',
      header: 'Price',
      title: 'Limit price, or the stop price where there is no limit',
      width: 86,
      grow: 1,
      align: 'end',
      sortable: true,
      text: (order) => price(order, order.limitPrice ?? order.stopPrice),
      tip: (order) => (order.stopPrice === undefined ? undefined : `stop ${price(order, order.stopPrice)}`),
    },
    {
      id: 'filled',
      header: 'Filled',
      title: 'Filled quantity',
      width: 104,
      grow: 1,
      align: 'end',
      sortable: true,
      text: (order) => groupDecimal(order.filledQuantity),
      cell: (order) => (
        <>
          {groupDecimal(order.filledQuantity)}
          <Bar share={share(order.filledQuantity, order.quantity)} />
        </>
      ),
      className: 'with-bar',
    },
    {
      id: 'average',
      header: 'Avg',
      title: 'Average price of the fills',
      width: 86,
      grow: 1,
      align: 'end',
      sortable: true,
      text: average,
      tip: (order) => order.averagePrice,
    },
    {
      id: 'leaves',
      header: 'Leaves',
      title: 'Quantity not filled yet',
      width: 70,
      align: 'end',
      hidden: true,
      text: (order) => groupDecimal(order.leavesQuantity),
    },
    {
      id: 'status',
      header: 'Status',
      width: 150,
      widthMin: 110,
      grow: 3,
      sortable: true,
      text: (order) => `${lookOf(order.status).word} ${rowReason(order) ?? ''}`,
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
      grow: 1,
      sortable: true,
      className: 'dim',
      text: (order) => order.strategy,
    },
    {
      id: 'venue',
      header: 'Venue',
      width: 58,
      sortable: true,
      className: 'dim',
      text: (order) => order.venue,
    },
    {
      id: 'acknowledge',
      header: 'Ack ms',
      title: "From the durable intent to the venue's answer, in milliseconds",
      width: 66,
      align: 'end',
      sortable: true,
      className: 'dim',
      text: (order) => (order.acknowledgeMs === undefined ? absent : millisecondsNumber(order.acknowledgeMs)),
    },
    {
      id: 'account',
      header: 'Account',
      width: 80,
      hidden: true,
      className: 'dim',
      text: (order) => order.account,
    },
    {
      id: 'timeInForce',
      header: 'TIF',
      title: 'Time in force',
      width: 50,
      hidden: true,
      className: 'dim',
      text: (order) => order.timeInForce,
    },
    {
      id: 'clientOrderId',
      header: 'Client id',
      width: 110,
      hidden: true,
      className: 'mono',
      text: (order) => order.clientOrderId ?? absent,
      tip: (order) => order.clientOrderId,
    },
    {
      id: 'venueOrderId',
      header: 'Venue id',
      width: 110,
      hidden: true,
      className: 'mono',
      text: (order) => order.venueOrderId ?? absent,
      tip: (order) => order.venueOrderId,
    },
    {
      id: 'updated',
      header: 'Updated',
      width: 104,
      hidden: true,
      sortable: true,
      className: 'mono dim',
      text: (order) => clockTime(order.updatedAt),
      tip: (order) => dateTime(order.updatedAt),
    },
  ];
}

function StatusCell({ order }: { readonly order: OrderView }) {
  const reason = rowReason(order);
  return (
    <>
      <OrderStatusWord status={order.status} />
      {order.overfilledBy !== undefined && (
        <b className="tone-bad"> over by {groupDecimal(order.overfilledBy)}</b>
      )}
      {reason !== undefined && <span className="row-reason"> {reason}</span>}
    </>
  );
}

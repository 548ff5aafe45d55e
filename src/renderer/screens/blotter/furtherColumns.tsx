/** The columns that appear where the table is wide, or when the operator wants them. */
import type { DeskInfo } from '../../../shared/contract/api.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import { notional, roundNotional } from '../../../shared/kernel/notional.ts';
import { isTerminal } from '../../../main/domain/order/orderState.ts';
import { absent, groupDecimal, groupInteger } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { age, ageOf, clockTime, dateTime } from '../../format/times.ts';
import { orderSource } from './rows/orderSource.ts';
import { durationWords } from '../../model/orders/orderTerms.ts';
import type { GridColumn } from '../../ui/grid/gridTypes.ts';
import { useNow } from '../../ui/useNow.ts';

type Column = GridColumn<OrderView>;

/** How a column writes a price of the order. */
type PriceText = (order: OrderView, text: string | undefined) => string;

export function furtherColumns(desk: DeskInfo | undefined, price: PriceText): readonly Column[] {
  const currencies = new Map(desk?.instruments.map(({ symbol, currency }) => [symbol, currency]));
  const only = new Set(currencies.values()).size === 1 ? [...currencies.values()][0] : undefined;
  return [
    ...quantities(currencies, only),
    ...origins,
    id('venueOrderId', 'Venue id', 6),
    id('clientOrderId', 'Client id', 9),
    id('signalId', 'Signal', 10),
    { ...timeColumn('Updated', 'updated', (order) => order.updatedAt), title: 'Last event', wide: 5 },
    {
      id: 'lastEvent',
      header: 'Event',
      title: 'Position of the last event of the order',
      width: 76,
      align: 'end',
      wide: 11,
      className: 'dim',
      text: (order) => groupInteger(order.position),
    },
    ...exitLevels(price),
  ];
}

function quantities(currencies: ReadonlyMap<string, string>, only: string | undefined): readonly Column[] {
  const value = (order: OrderView): string =>
    order.filledQuantity === '0'
      ? absent
      : groupDecimal(formatDecimal(roundNotional(notional(order.filledNotional), 2)), 2);
  const unit = (order: OrderView): string =>
    only === undefined ? ` ${currencies.get(order.symbol) ?? ''}` : '';
  return [
    {
      id: 'leaves',
      header: 'Open',
      title: 'Quantity that may still be filled',
      width: 70,
      align: 'end',
      wide: 1,
      text: (order) => groupDecimal(order.leavesQuantity),
    },
    {
      id: 'value',
      header: only === undefined ? 'Filled value' : `Value ${only}`,
      title: 'Filled value: quantity times price times multiplier over all fills',
      width: 112,
      align: 'end',
      wide: 2,
      text: (order) => `${value(order)}${unit(order)}`,
      tip: (order) => order.filledNotional,
    },
  ];
}

const origins: readonly Column[] = [
  {
    id: 'age',
    header: 'Age',
    title: 'Since the order was created; until its last event once it has ended',
    width: 64,
    align: 'end',
    wide: 3,
    className: 'dim',
    // A text that changes by itself must not flash.
    text: (order) => order.createdAt,
    cell: (order) => <Age order={order} />,
  },
  {
    id: 'timeInForce',
    header: 'TIF',
    title: 'Time in force',
    width: 56,
    wide: 4,
    className: 'dim',
    text: durationWords,
  },
  {
    id: 'account',
    header: 'Account',
    width: 80,
    wide: 7,
    className: 'dim',
    text: (order) => order.account,
  },
  {
    id: 'source',
    header: 'Source',
    title: 'Where the order came from: the ticket, a signal, an exit of an entry, or the venue',
    width: 70,
    wide: 8,
    className: 'dim',
    text: orderSource,
  },
];

function Age({ order: { status, createdAt, updatedAt } }: { readonly order: OrderView }) {
  const now = useNow(1_000);
  return age(ageOf(createdAt, isTerminal(status) ? Date.parse(updatedAt) : now));
}

export const timeColumn = (header: string, name: string, of: (order: OrderView) => string): Column => ({
  id: name,
  header,
  width: 104,
  widthMin: 96,
  sortable: true,
  className: 'mono dim',
  text: (order) => clockTime(of(order)),
  tip: (order) => dateTime(of(order)),
});

const id = (name: 'clientOrderId' | 'venueOrderId' | 'signalId', header: string, wide: number): Column => ({
  id: name,
  header,
  width: 110,
  wide,
  className: 'mono',
  text: (order) => shortId(order[name] ?? absent),
  tip: (order) => order[name],
});

function exitLevels(price: PriceText): readonly Column[] {
  const level = (name: 'takeProfit' | 'stopLoss', header: string, wide: number): Column => ({
    id: name,
    header,
    width: 86,
    align: 'end',
    wide,
    text: (order) => price(order, order[name]),
  });
  return [level('takeProfit', 'Take profit', 12), level('stopLoss', 'Stop loss', 13)];
}

/** The columns of the signals table. `orders` has the orders that the signals became. */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import type { SignalView } from '../../../shared/contract/signalRows.ts';
import { groupDecimal } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { typeCode } from '../../model/orders/orderStatus.ts';
import {
  acknowledgedAfter,
  outcomeLook,
  placeOf,
  priceText,
  reasonLine,
  shortPlace,
} from '../../model/signals/signalLook.ts';
import { StateWord } from '../../ui/display/StateWord.tsx';
import type { GridColumn } from '../../ui/grid/gridTypes.ts';
import { Side } from '../common/Side.tsx';

type Column = GridColumn<SignalView>;

export function signalColumns(
  orders: ReadonlyMap<OrderId, OrderView>,
  placesOf: (symbol: string) => number,
): readonly Column[] {
  const lookOf = (row: SignalView) => outcomeLook(row, row.orderId && orders.get(row.orderId));
  return [
    ...identity,
    {
      id: 'price',
      sortable: true,
      header: 'Price',
      title: 'Limit price, or the stop price where there is no limit',
      width: 84,
      widthMin: 70,
      align: 'end',
      text: (row) => priceText(row, placesOf),
      tip: (row) => priceText(row, placesOf),
    },
    {
      id: 'outcome',
      sortable: true,
      header: 'Outcome',
      width: 128,
      widthMin: 122,
      text: (row) => lookOf(row).word,
      cell: (row) => {
        const { glyph, tone, word } = lookOf(row);
        return (
          <StateWord glyph={glyph} tone={tone}>
            {word}
          </StateWord>
        );
      },
    },
    {
      id: 'why',
      sortable: true,
      header: 'Why not',
      width: 300,
      widthMin: 280,
      grow: 6,
      className: 'dim',
      text: reasonLine,
      tip: (row) => reasonLine(row) || undefined,
    },
  ];
}

const identity: readonly Column[] = [
  {
    id: 'time',
    sortable: true,
    get header() {
      return `Received ${timesZone()}`;
    },
    title: 'When the signal was put on disk and acknowledged',
    width: 110,
    widthMin: 110,
    className: 'mono dim',
    // Without the year: the reason needs the room more.
    text: (row) => dateTime(row.receivedAt).slice(5, 19),
    tip: (row) => row.receivedAt,
  },
  {
    id: 'after',
    sortable: true,
    header: 'After',
    title: 'How long after its creation by the producer the signal was acknowledged',
    width: 76,
    widthMin: 76,
    wide: 3,
    align: 'end',
    className: 'dim',
    text: (row) => acknowledgedAfter(row) ?? '',
  },
  {
    id: 'signal',
    sortable: true,
    header: 'Signal',
    width: 100,
    widthMin: 74,
    widthMax: 120,
    grow: 1,
    className: 'mono',
    always: true,
    text: (row) => shortId(row.signalId),
    tip: (row) => row.signalId,
  },
  {
    id: 'from',
    sortable: true,
    header: 'From',
    title: 'The file and line, or the source',
    width: 120,
    widthMin: 92,
    widthMax: 160,
    grow: 2,
    text: shortPlace,
    tip: (row) => `${placeOf(row)}, by ${row.actor}`,
  },
  {
    id: 'strategy',
    sortable: true,
    header: 'Strategy',
    width: 84,
    widthMin: 62,
    wide: 2,
    text: (row) => row.signal?.strategy ?? '',
    tip: (row) => row.signal?.strategy,
  },
  {
    id: 'account',
    sortable: true,
    header: 'Account',
    width: 64,
    widthMin: 54,
    wide: 4,
    text: (row) => row.signal?.account ?? '',
    tip: (row) => row.signal?.account,
  },
  {
    id: 'symbol',
    sortable: true,
    header: 'Symbol',
    width: 66,
    widthMin: 64,
    text: (row) => row.signal?.symbol ?? '',
    tip: (row) => row.signal?.symbol,
  },
  {
    id: 'side',
    sortable: true,
    header: 'Side',
    width: 60,
    widthMin: 54,
    text: (row) => row.signal?.side ?? '',
    cell: (row) => row.signal && <Side side={row.signal.side} />,
  },
  {
    id: 'quantity',
    sortable: true,
    header: 'Qty',
    title: 'Quantity',
    width: 66,
    widthMin: 60,
    align: 'end',
    text: (row) => (row.signal === undefined ? '' : groupDecimal(row.signal.quantity)),
  },
  {
    id: 'type',
    sortable: true,
    header: 'Type',
    width: 54,
    widthMin: 48,
    wide: 1,
    text: (row) => (row.signal === undefined ? '' : typeCode(row.signal.orderType)),
  },
];

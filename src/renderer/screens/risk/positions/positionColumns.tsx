/** The columns of the positions. Money is in the currency of the symbol. */
import { originWords } from '../../../../main/domain/instrument/referencePrice.ts';
import type { DeskInfo } from '../../../../shared/contract/api.ts';
import { positionKey, type PositionRow } from '../../../../shared/contract/positions.ts';
import { absent, groupDecimal, placesOf, roundTo, signedDecimal } from '../../../format/decimals.ts';
import { ageOf } from '../../../format/times.ts';
import { money, moneyTone, venueWords } from './positionLook.ts';
import { Glyph } from '../../../ui/display/Glyph.tsx';
import type { GridColumn } from '../../../ui/grid/gridTypes.ts';
import { useNow } from '../../../ui/useNow.ts';

type Column = GridColumn<PositionRow>;

const ageEveryMs = 1_000;

/** Called with the row whose orders are wanted. */
export function positionColumns(
  onOrders: (row: PositionRow) => void,
  desk: DeskInfo | undefined,
  method: PositionRow['method'],
): readonly Column[] {
  const places = new Map(desk?.instruments.map(({ symbol, tickSize }) => [symbol, placesOf(tickSize)]));
  const price = ({ symbol }: PositionRow, text: string): string => {
    const least = places.get(symbol) ?? 0;
    return groupDecimal(roundTo(text, Math.max(2, least)), least);
  };
  return [
    {
      id: 'account',
      header: 'Account',
      width: 84,
      widthMin: 66,
      sortable: true,
      always: true,
      text: ({ account }) => account,
    },
    {
      id: 'symbol',
      header: 'Symbol',
      width: 84,
      widthMin: 62,
      sortable: true,
      always: true,
      className: 'strong',
      text: ({ symbol }) => symbol,
      cell: (row) => (
        <button
          type="button"
          className="link"
          tabIndex={-1}
          title={`Show the orders of ${positionKey(row)}`}
          onClick={() => {
            onOrders(row);
          }}
        >
          {row.symbol}
        </button>
      ),
    },
    {
      id: 'quantity',
      header: 'Position',
      width: 104,
      widthMin: 92,
      align: 'end',
      sortable: true,
      always: true,
      text: ({ quantity }) => signedDecimal(quantity),
      cell: ({ quantity }) => <Quantity quantity={quantity} />,
    },
    {
      id: 'venues',
      header: 'At',
      title: 'The venues at which it is held',
      width: 70,
      widthMin: 44,
      grow: 1,
      className: 'dim',
      text: venueWords,
      tip: venueWords,
    },
    {
      id: 'averageCost',
      header: method === 'fifo' ? 'FIFO cost' : 'Avg cost',
      title: method === 'fifo' ? 'Cost of what is left when the oldest is closed first' : 'Average cost',
      width: 86,
      widthMin: 74,
      align: 'end',
      text: (row) => (row.averageCost === undefined ? absent : price(row, row.averageCost)),
      tip: ({ averageCost }) => averageCost,
    },
    {
      id: 'mark',
      header: 'Mark',
      title: 'The price at which the position is valued',
      width: 86,
      widthMin: 75,
      align: 'end',
      text: (row) => (row.mark === undefined ? 'no price' : price(row, row.mark.price)),
      cell: (row) =>
        row.mark === undefined ? (
          <span className="tone-warn">no price</span>
        ) : (
          <span className={row.mark.stale === true ? 'dim' : ''}>{price(row, row.mark.price)}</span>
        ),
    },
    {
      id: 'source',
      header: 'Price from',
      width: 124,
      widthMin: 94,
      wide: 1,
      className: 'dim',
      text: ({ mark }) => mark?.source ?? '',
      cell: (row) => <MarkAge mark={row.mark} />,
    },
    {
      id: 'currency',
      header: 'Ccy',
      title: 'Currency',
      width: 46,
      wide: 2,
      className: 'dim',
      text: ({ currency }) => currency ?? '?',
    },
    { ...profit('today', 'Today', ({ day }) => day.profit), title: 'Realized and open since midnight UTC' },
    profit('open', 'Open P&L', ({ open }) => open),
    profit('realized', 'Realized', ({ realized }) => realized),
    { ...profit('worth', 'Worth', ({ worth }) => worth, false), width: 124, widthMin: 118 },
    {
      id: 'volume',
      header: 'Volume today',
      width: 86,
      widthMin: 70,
      align: 'end',
      hidden: true,
      text: ({ day }) => groupDecimal(day.volume),
    },
  ];
}

function Quantity({ quantity }: { readonly quantity: string }) {
  if (quantity === '0') return <span className="dim">flat</span>;
  const isShort = quantity.startsWith('-');
  return (
    <span className={`tone-${isShort ? 'sell' : 'buy'}`}>
      <Glyph shape={isShort ? 'down' : 'up'} /> {signedDecimal(quantity)}
    </span>
  );
}

/** Marks a price that is too old for the risk rules, with its age. */
function MarkAge({ mark }: Pick<PositionRow, 'mark'>) {
  const now = useNow(ageEveryMs);
  if (mark === undefined) return null;
  const { source, pricedAt, stale } = mark;
  const words = originWords({ source, ageMs: pricedAt === undefined ? undefined : ageOf(pricedAt, now) });
  return stale === true ? (
    <span className="tone-warn">
      <Glyph shape="clock" /> {words}, too old
    </span>
  ) : (
    <>{words}</>
  );
}

function profit(
  id: string,
  header: string,
  of: (row: PositionRow) => string | undefined,
  isToned = true,
): Column {
  return {
    id,
    header,
    width: 100,
    widthMin: 80,
    align: 'end',
    sortable: true,
    text: (row) => money(of(row)),
    ...(isToned && {
      cell: (row: PositionRow) => <span className={`tone-${moneyTone(of(row))}`}>{money(of(row))}</span>,
    }),
    tip: of,
  };
}

/** How positions and their profit are shown. Money is never added across currencies. */
import type { PositionRow } from '../../../../shared/contract/positions.ts';
import { absent, roundTo, signedDecimal, tryDecimal } from '../../../format/decimals.ts';
import type { Tone } from '../../../ui/display/tone.ts';

/** Money with its sign and two places; a dash where it is not known. */
export function money(value: string | undefined): string {
  return value === undefined || tryDecimal(value) === undefined
    ? (value ?? absent)
    : signedDecimal(roundTo(value, 2), 2);
}

/** The sign is part of the text, so the colour is never the only sign. */
export function moneyTone(value: string | undefined): Tone {
  const parsed = tryDecimal(value);
  if (parsed === undefined || parsed === 0n) return 'plain';
  return parsed > 0n ? 'rise' : 'fall';
}

/** Gives `sim` where all is held at one venue, else `sim +10, fix-a −3`. */
export function venueWords({ venues }: Pick<PositionRow, 'venues'>): string {
  const [first, ...others] = venues;
  if (first === undefined) return '';
  if (others.length === 0) return first.venue;
  return venues.map(({ venue, quantity }) => `${venue} ${signedDecimal(quantity)}`).join(', ');
}

interface Sort {
  readonly id: string;
  readonly desc: boolean;
}

const numbers: Readonly<Record<string, (row: PositionRow) => string | undefined>> = {
  quantity: ({ quantity }) => quantity,
  worth: ({ worth }) => worth,
  open: ({ open }) => open,
  realized: ({ realized }) => realized,
  today: ({ day }) => day.profit,
};
const texts: Readonly<Record<string, (row: PositionRow) => string>> = {
  account: ({ account }) => account,
  symbol: ({ symbol }) => symbol,
};

/** Sorts by several columns. Unknown values come last in both directions. */
export function sortPositions(
  rows: readonly PositionRow[],
  sorting: readonly Sort[],
): readonly PositionRow[] {
  return rows.toSorted((a, b) => {
    for (const { id, desc } of sorting) {
      const order =
        texts[id] === undefined ? byNumber(numbers[id], desc, a, b) : byText(texts[id], desc, a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function byText(of: (row: PositionRow) => string, desc: boolean, a: PositionRow, b: PositionRow): number {
  const order = of(a).localeCompare(of(b));
  return desc ? -order : order;
}

function byNumber(
  of: ((row: PositionRow) => string | undefined) | undefined,
  desc: boolean,
  a: PositionRow,
  b: PositionRow,
): number {
  const [x, y] = [tryDecimal(of?.(a)), tryDecimal(of?.(b))];
  if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
  if (x === y) return 0;
  return x < y === desc ? 1 : -1;
}

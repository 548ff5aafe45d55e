/** Makes the live row of a position. */
import type { PositionRow } from '../../../shared/contract/positions.ts';
import { epochMicros, formatMicros, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { CostMethod } from '../../domain/trading/dayPosition.ts';
import type { PositionLine } from '../../engine/trading/positions/positionLines.ts';

/** Ages are whole milliseconds: the time of a price is rounded, so that the same price gives the same row. */
const roundedToMicros = 100_000;

export function positionRow(
  { mark, ...line }: PositionLine,
  method: CostMethod,
  now: EpochMicros,
): PositionRow {
  const row = { ...line, venues: [...line.venues], method };
  if (mark === undefined) return row;
  const { ageMs, ...rest } = mark;
  if (ageMs === undefined) return { ...row, mark: rest };
  const at = Math.round((now - ageMs * 1_000) / roundedToMicros) * roundedToMicros;
  return { ...row, mark: { ...rest, pricedAt: formatMicros(epochMicros(at)) } };
}

export function isSameText(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

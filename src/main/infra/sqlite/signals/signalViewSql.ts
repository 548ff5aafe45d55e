/** What the tables of signals hold of a row, and the SQL of a filter. */
import { asciiLower } from '../../../engine/readmodel/orderMatching.ts';
import { codesOf, searchedText } from '../../../engine/readmodel/signals/signalMatching.ts';
import type { SignalFilter } from '../../../engine/readmodel/signals/signalViewStore.ts';
import type { SignalView } from '../../../engine/readmodel/signals/signalView.ts';
import { containing } from '../search/eventConditions.ts';

export const signalColumns = [
  'signal_id',
  'order_id',
  'position',
  'received_at',
  'source',
  'strategy',
  'account',
  'symbol',
  'fate',
  'codes',
  'searched',
] as const;
type SignalColumns = Readonly<Record<(typeof signalColumns)[number], string | number | null>>;

export function columnsOf(row: SignalView): SignalColumns {
  const { signal } = row;
  return {
    signal_id: row.signalId,
    order_id: row.orderId ?? null,
    position: row.position,
    received_at: row.receivedAt,
    source: signal?.source ?? null,
    strategy: signal?.strategy ?? null,
    account: signal?.account ?? null,
    symbol: signal?.symbol ?? null,
    fate: row.outcome.fate,
    // Each code stands between two signs that no code has.
    codes: codesOf(row)
      .map((code) => `,${code},`)
      .join(''),
    searched: searchedText(row),
  };
}

export function whereOf(filter: SignalFilter): { readonly sql: string; readonly values: readonly string[] } {
  const conditions: string[] = [];
  const values: string[] = [];
  const add = (sql: string, ...given: readonly string[]): void => {
    conditions.push(sql);
    values.push(...given);
  };
  for (const field of ['source', 'strategy', 'account', 'symbol'] as const) {
    const wanted = filter[field];
    if (wanted !== undefined) add(`${field} = ?`, wanted);
  }
  if (filter.fates !== undefined) {
    add(`fate IN (${filter.fates.map(() => '?').join(', ')})`, ...filter.fates);
  }
  if (filter.code !== undefined) add('instr(codes, ?) > 0', `,${filter.code},`);
  if (filter.text !== undefined && filter.text !== '') {
    add("searched LIKE ? ESCAPE '\\'", containing(asciiLower(filter.text)));
  }
  if (filter.receivedFrom !== undefined) add('received_at >= ?', filter.receivedFrom);
  if (filter.receivedTo !== undefined) add('received_at < ?', filter.receivedTo);
  return { sql: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}

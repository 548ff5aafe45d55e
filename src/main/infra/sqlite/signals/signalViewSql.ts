/** The columns of the tables of signals, and the SQL of a filter. */
import { asciiLower } from '../../../engine/readmodel/orderMatching.ts';
import { codesText, searchedText } from '../../../engine/readmodel/signals/signalMatching.ts';
import {
  acknowledgedAfterMicros,
  placeOf,
  priceOf,
  quantityOf,
} from '../../../engine/readmodel/signals/signalSortKeys.ts';
import type { SignalFilter, SignalSort } from '../../../engine/readmodel/signals/signalViewStore.ts';
import type { SignalView } from '../../../engine/readmodel/signals/signalView.ts';
import type { SignalSortField } from '../../../domain/signal/signalSortFields.ts';
import type { NamedIndex } from '../derived/laterIndexes.ts';
import { sortKey } from '../orders/sortKey.ts';
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
  'acknowledged_after',
  'place',
  'side',
  'quantity_key',
  'order_type',
  'price_key',
  'fate',
  'codes',
  'searched',
] as const;
type SignalColumns = Readonly<Record<(typeof signalColumns)[number], string | number | Buffer | null>>;

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
    acknowledged_after: acknowledgedAfterMicros(row) ?? null,
    place: placeOf(row),
    side: signal?.side ?? null,
    quantity_key: keyOf(quantityOf(row)),
    order_type: signal?.orderType ?? null,
    price_key: keyOf(priceOf(row)),
    fate: row.outcome.fate,
    codes: codesText(row),
    searched: searchedText(row),
  };
}

function keyOf(value: bigint | undefined): Buffer | null {
  return value === undefined ? null : sortKey(value);
}

const sortColumns: Readonly<Record<SignalSortField, 'id' | (typeof signalColumns)[number]>> = {
  receivedAt: 'id',
  acknowledgedAfter: 'acknowledged_after',
  signalId: 'signal_id',
  place: 'place',
  strategy: 'strategy',
  account: 'account',
  symbol: 'symbol',
  side: 'side',
  quantity: 'quantity_key',
  orderType: 'order_type',
  price: 'price_key',
  fate: 'fate',
  codes: 'codes',
};

/** Statements for every index that may be made. Each has the receipt after the column, as every index of SQLite. */
export const signalSortIndexes: readonly string[] = Object.values(sortColumns)
  .filter((column) => column !== 'id' && column !== 'signal_id')
  .map((column) => indexOver(column)[1]);

/**
 * The index that has all signals in the order of the sort; `none` where they stand in that order anyway, and undefined
 * where no index has it. With an index the filter would be checked signal by signal, which takes longer than sorting
 * the matches.
 */
export function indexFor(filter: SignalFilter, sort: readonly SignalSort[]): NamedIndex | 'none' | undefined {
  const [first, ...others] = sort;
  if (others.length > 0 || whereOf(filter).sql !== '') return undefined;
  const column = sortColumns[first?.field ?? 'receivedAt'];
  return column === 'id' || column === 'signal_id' ? 'none' : indexOver(column);
}

function indexOver(column: string): NamedIndex {
  const name = `signals_sorted_by_${column}`;
  return [name, `CREATE INDEX IF NOT EXISTS ${name} ON signals (${column})`];
}

/** The receipt decides between equal values, in the direction of the last field. */
export function orderByOf(sort: readonly SignalSort[]): string {
  const terms = [...sort, { field: 'receivedAt' as const, descending: sort.at(-1)?.descending ?? true }];
  return `ORDER BY ${terms.map(({ field, descending }) => `${sortColumns[field]} ${descending ? 'DESC' : 'ASC'}`).join(', ')}`;
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

/** Signals as tab-separated text, for a spreadsheet. */
import { tsvLine } from '../../../shared/contract/orderTable.ts';
import type { SignalView } from '../../../shared/contract/signalRows.ts';
import { placeOf, reasonLine } from '../../model/signals/signalLook.ts';

const columns: readonly (readonly [header: string, value: (row: SignalView) => string | undefined])[] = [
  ['received (UTC)', (row) => row.receivedAt],
  ['created (UTC)', (row) => row.signal?.createdAt],
  ['signal', (row) => row.signalId],
  ['from', placeOf],
  ['actor', (row) => row.actor],
  ['source', (row) => row.signal?.source],
  ['strategy', (row) => row.signal?.strategy],
  ['account', (row) => row.signal?.account],
  ['symbol', (row) => row.signal?.symbol],
  ['side', (row) => row.signal?.side],
  ['quantity (units)', (row) => row.signal?.quantity],
  ['type', (row) => row.signal?.orderType],
  ['limit price', (row) => row.signal?.limitPrice],
  ['stop price', (row) => row.signal?.stopPrice],
  ['outcome', (row) => row.outcome.fate],
  ['order', (row) => row.orderId],
  ['reasons', reasonLine],
];

export function signalTsv(rows: readonly SignalView[]): string {
  const lines = [
    columns.map(([header]) => header),
    ...rows.map((row) => columns.map(([, value]) => value(row))),
  ];
  return lines.map(tsvLine).join('\n');
}

/** What an ExecutionReport says, from the fields of both versions: ExecTransType, ExecType and OrdStatus. */
import { tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';

export type ExecutionKind =
  | 'pending'
  | 'accepted'
  | 'trade'
  | 'canceled'
  | 'replaced'
  | 'rejected'
  | 'expired'
  /** The answer to an OrderStatusRequest. */
  | 'status'
  /** A trade that the venue takes back. */
  | 'trade_cancel'
  /** A trade that the venue changes. */
  | 'trade_correct'
  | 'done_for_day'
  | 'stopped'
  | 'suspended'
  | 'restated'
  | 'calculated'
  | 'unknown';

const kinds: Readonly<Record<string, ExecutionKind>> = {
  '0': 'accepted',
  '1': 'trade',
  '2': 'trade',
  '3': 'done_for_day',
  '4': 'canceled',
  '5': 'replaced',
  '6': 'pending',
  '7': 'stopped',
  '8': 'rejected',
  '9': 'suspended',
  A: 'pending',
  B: 'calculated',
  C: 'expired',
  D: 'restated',
  E: 'pending',
  F: 'trade',
  G: 'trade_correct',
  H: 'trade_cancel',
  I: 'status',
};

const transactions: Readonly<Record<string, ExecutionKind>> = {
  '1': 'trade_cancel',
  '2': 'trade_correct',
  '3': 'status',
};

export function executionKindOf(report: FixMessage): ExecutionKind {
  const transaction = transactions[valueOf(report, tags.execTransType) ?? '0'];
  if (transaction !== undefined) return transaction;
  return kinds[valueOf(report, tags.execType) ?? valueOf(report, tags.ordStatus) ?? ''] ?? 'unknown';
}

/** What an order is after a report with this OrdStatus; undefined for the states on the way. */
export function statusOf(
  report: FixMessage,
): 'accepted' | 'partially_filled' | 'filled' | 'canceled' | 'rejected' | 'expired' | undefined {
  switch (valueOf(report, tags.ordStatus)) {
    case '0':
    case '5':
    case '7':
    case '9':
      return 'accepted';
    case '1':
      return 'partially_filled';
    case '2':
      return 'filled';
    case '4':
      return 'canceled';
    case '8':
      return 'rejected';
    case 'C':
      return 'expired';
    default:
      return undefined;
  }
}

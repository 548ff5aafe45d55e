/** Compares a signal with the one that used its id first, by everything that makes the order. */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { signalFields, type SignalField } from './parseSignal.ts';
import { signalToRecord, type SignalRecord } from './signalRecord.ts';
import type { Signal } from './signal.ts';

/** Whether the field makes the order. A producer that sends a signal again may give every other field anew. */
const makesOrder: Readonly<Record<SignalField, boolean>> = {
  id: false,
  source: false,
  strategy: true,
  account: true,
  symbol: true,
  venue: true,
  side: true,
  quantity: true,
  orderType: true,
  limitPrice: true,
  stopPrice: true,
  timeInForce: true,
  expiresAt: false,
  goodTill: true,
  targetPrice: false,
  takeProfit: true,
  stopLoss: true,
  confidence: false,
  reduceOnly: true,
  createdAt: false,
  note: false,
};

const compared = signalFields.filter((field) => makesOrder[field]);

/** Undefined where both ask for the same order. */
export function otherContent(first: Signal, again: Signal): Refusal | undefined {
  const [before, now] = [signalToRecord(first), signalToRecord(again)];
  const different = compared.filter((field) => before[field] !== now[field]);
  if (different.length === 0) return undefined;
  const valuesOf = (record: SignalRecord): string =>
    different.map((field) => `${field} ${record[field] ?? 'none'}`).join(', ');
  const [expected, actual] = [valuesOf(before), valuesOf(now)];
  return {
    code: 'id_used_with_other_content',
    field: 'id',
    message: `the id ${first.id} was used before by a signal with ${expected}; this one has ${actual}`,
    actual,
    expected,
  };
}

/** Compares a signal with the one that used its id first, by everything that makes the order. */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { signalToRecord, type SignalRecord } from './signalRecord.ts';
import type { Signal } from './signal.ts';

/** A producer that sends a signal again may give it another time, confidence or note. */
const compared = [
  'strategy',
  'account',
  'symbol',
  'venue',
  'side',
  'quantity',
  'orderType',
  'limitPrice',
  'stopPrice',
  'timeInForce',
  'goodTill',
  'takeProfit',
  'stopLoss',
  'reduceOnly',
] as const satisfies readonly (keyof SignalRecord)[];

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

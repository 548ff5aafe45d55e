/** A row of the signals read model as it crosses to the window. */
import type { SignalView as SignalRow } from '../../../shared/contract/signalRows.ts';
import type { SignalView } from '../../engine/readmodel/signals/signalView.ts';

export function signalRow({ outcome, ...row }: SignalView): SignalRow {
  if (!('reasons' in outcome)) return { ...row, outcome };
  return { ...row, outcome: { ...outcome, reasons: outcome.reasons.map((reason) => ({ ...reason })) } };
}

/** Sort values that a signal's row does not hold directly. */
import { parseInstant } from '../../../../shared/kernel/time.ts';
import { wideDecimal } from '../orderMatching.ts';
import type { SignalView } from './signalView.ts';

/** Undefined where the producer's clock was ahead of ours. */
export function acknowledgedAfterMicros({ signal, receivedAt }: SignalView): number | undefined {
  const [from, to] = [signal && parseInstant(signal.createdAt), parseInstant(receivedAt)];
  return from === undefined || to === undefined || to < from ? undefined : to - from;
}

export function placeOf({ origin, signal, actor }: SignalView): string {
  return origin ?? signal?.source ?? actor;
}

export function quantityOf({ signal }: SignalView): bigint | undefined {
  return signal && wideDecimal(signal.quantity);
}

export function priceOf({ signal }: SignalView): bigint | undefined {
  const text = signal?.limitPrice ?? signal?.stopPrice;
  return text === undefined ? undefined : wideDecimal(text);
}

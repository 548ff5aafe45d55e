/** How a signal's outcome looks, and its values as text. */
import { signalFates, type SignalFate } from '../../../main/domain/signal/signalFates.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import type { SignalView } from '../../../shared/contract/signalRows.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { groupDecimal } from '../../format/decimals.ts';
import { millisecondsNumber } from '../../format/times.ts';
import type { Look } from '../../ui/display/look.ts';
import { orderLook } from '../orders/orderStatus.ts';

const looks: Readonly<Record<SignalFate, Look>> = {
  pending: { word: 'No outcome yet', glyph: 'dashed', tone: 'wait' },
  ordered: { word: 'Order made', glyph: 'ring', tone: 'live' },
  denied: { word: 'Order denied', glyph: 'ban', tone: 'bad' },
  refused: { word: 'Refused', glyph: 'ban', tone: 'bad' },
};

export const fateOptions = signalFates.map((value) => ({ value, label: looks[value].word }));

/** The outcome of the signal: the state of its order where one was sent. */
export function outcomeLook({ outcome, setAside }: SignalView, order: OrderView | undefined): Look {
  if (setAside !== undefined) return { word: 'Not understood', glyph: 'warning', tone: 'warn' };
  return outcome.fate === 'ordered' && order !== undefined ? orderLook(order) : looks[outcome.fate];
}

export function reasonsOf({ outcome }: SignalView) {
  return 'reasons' in outcome ? outcome.reasons : [];
}

/** The refusals in the order in which they were found, each with its code. */
export function reasonLine(signal: SignalView): string {
  return reasonsOf(signal)
    .map(({ code, message }) => `${code}: ${message}`)
    .join('; ');
}

/** Where the signal came from: its place where one is named, else its source. */
export function placeOf({ origin, signal, actor }: SignalView): string {
  return origin ?? signal?.source ?? actor;
}

/** The place in a narrow column: `signals.ndjson:12`. */
export function shortPlace(signal: SignalView): string {
  return placeOf(signal).replace(/ line (\d+)$/, ':$1');
}

/** The prices of the signal, such as `1 432.25` or `1 432.25 stop 1 440.00`, with as many places as its symbol has. */
export function priceText({ signal }: SignalView, placesOf: (symbol: string) => number): string {
  const prices = [signal?.limitPrice, signal?.stopPrice]
    .filter((price) => price !== undefined)
    .map((price) => groupDecimal(price, placesOf(signal?.symbol ?? '')));
  return prices.join(' stop ');
}

/** How long after its creation the signal was put on disk and acknowledged; undefined where the producer's clock is ahead. */
export function acknowledgedAfter({ signal, receivedAt }: SignalView): string | undefined {
  return signal === undefined ? undefined : spanText(signal.createdAt, receivedAt);
}

/** How long after its receipt the outcome was decided. */
export function decidedAfter({ outcome, receivedAt }: SignalView): string | undefined {
  return 'decidedAt' in outcome ? spanText(receivedAt, outcome.decidedAt) : undefined;
}

const secondMicros = 1_000_000;

function spanText(earlier: string, later: string): string | undefined {
  const [from, to] = [parseInstant(earlier), parseInstant(later)];
  if (from === undefined || to === undefined || to < from) return undefined;
  const micros = to - from;
  if (micros < secondMicros) return `${millisecondsNumber(micros / 1_000)} ms`;
  const seconds = Math.round(micros / secondMicros);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

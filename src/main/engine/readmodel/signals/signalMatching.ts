/** The rules by which a signal passes a filter, on which the store and the live feed agree. */
import { asciiLower } from '../orderMatching.ts';
import type { SignalFilter } from './signalViewStore.ts';
import type { SignalView } from './signalView.ts';

/** Stands between two texts, so that a search can't match across both. */
const separator = '\n';

/** The text of a signal that a search looks through. */
export function searchedText({ signalId, orderId, origin, actor, signal, raw }: SignalView): string {
  const texts = [signalId, orderId, origin, actor, signal?.note, raw?.excerpt];
  return asciiLower(texts.filter(Boolean).join(separator));
}

function codesOf({ outcome }: SignalView): readonly string[] {
  return 'reasons' in outcome ? outcome.reasons.map(({ code }) => code) : [];
}

/** Each code stands between two signs that no code has. */
export function codesText(row: SignalView): string {
  return codesOf(row)
    .map((code) => `,${code},`)
    .join('');
}

const signalFields = ['source', 'strategy', 'account', 'symbol'] as const;

export function signalMatcher(filter: SignalFilter): (row: SignalView) => boolean {
  const { fates, code, receivedFrom, receivedTo } = filter;
  const text = asciiLower(filter.text ?? '');
  const equal = signalFields.filter((field) => filter[field] !== undefined);
  return (row) =>
    equal.every((field) => row.signal?.[field] === filter[field]) &&
    fates?.includes(row.outcome.fate) !== false &&
    (code === undefined || codesOf(row).includes(code)) &&
    (text === '' || searchedText(row).includes(text)) &&
    (receivedFrom === undefined || row.receivedAt >= receivedFrom) &&
    (receivedTo === undefined || row.receivedAt < receivedTo);
}

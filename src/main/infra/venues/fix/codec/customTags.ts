/** Tags that a venue asks for beyond those of FIX itself. */
import type { Field } from './fixMessage.ts';

/** Tags of the header that a venue may ask for: SenderSubID, TargetSubID, SenderLocationID, TargetLocationID. */
export const customHeaderTags: ReadonlySet<number> = new Set([50, 57, 142, 143]);

/** A body with the venue's own tags: those of the header stand before it, others after it. */
export function withCustomTags(body: readonly Field[], custom: readonly Field[]): readonly Field[] {
  const isHeader = ([tag]: Field): boolean => customHeaderTags.has(tag);
  return [...custom.filter(isHeader), ...body, ...custom.filter((field) => !isHeader(field))];
}

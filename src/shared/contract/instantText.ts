/** An instant in the form of the store, so that it can be compared with stored instants as text. */
import { z } from 'zod';
import { formatMicros, readInstant } from '../kernel/time.ts';

export const instantText = z.string().max(32).refine(isStoredForm, {
  error: 'expected UTC with microseconds from 1970 to 2200, such as 2026-11-23T09:31:07.412003Z',
});

function isStoredForm(text: string): boolean {
  const read = readInstant(text);
  return read.ok && formatMicros(read.value) === text;
}

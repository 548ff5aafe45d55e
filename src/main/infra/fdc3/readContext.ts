/** What the console reads of a context: the identifiers of an instrument, and of all others only the type. */
import { z } from 'zod';
import { shown } from './readMessage.ts';
import type { ReceivedContext } from './receivedMessages.ts';

/** The identifiers that FDC3 2.2 names for an instrument. */
export const instrumentIds = [
  'ticker',
  'ISIN',
  'CUSIP',
  'SEDOL',
  'RIC',
  'BBG',
  'FIGI',
  'FDS_ID',
  'PERMID',
] as const;
type InstrumentId = (typeof instrumentIds)[number];

const idLengthMax = 100;
const instrumentSchema = z.partialRecord(z.enum(instrumentIds), z.string().max(idLengthMax));

export type ContextFacts =
  | {
      readonly kind: 'instrument';
      /** As they came; the window compares them with the desk's symbols. */
      readonly ids: Readonly<Partial<Record<InstrumentId, string>>>;
      /** For people. */
      readonly name: string | undefined;
    }
  | { readonly kind: 'other'; readonly type: string; readonly name: string | undefined }
  | { readonly kind: 'malformed'; readonly why: string };

export function readContext({ type, name, id }: ReceivedContext): ContextFacts {
  const shownName = name === undefined || name === '' ? undefined : shown(name);
  if (type !== 'fdc3.instrument') return { kind: 'other', type: shown(type), name: shownName };
  if (id === undefined) return { kind: 'malformed', why: 'an fdc3.instrument without id' };
  const known = Object.fromEntries(
    instrumentIds.flatMap((key) => (Object.hasOwn(id, key) ? [[key, id[key]]] : [])),
  );
  const ids = instrumentSchema.safeParse(known);
  return ids.success
    ? { kind: 'instrument', ids: ids.data, name: shownName }
    : {
        kind: 'malformed',
        why: `an fdc3.instrument whose id.${String(ids.error.issues[0]?.path[0])} is no text of at most ${idLengthMax} characters`,
      };
}

/** Reads the entries of a market data message: a full refresh (W) or incremental changes (X). */
import { parseDecimal, type Decimal } from '../../../../../shared/kernel/decimal.ts';
import { epochMicros, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import { msgTypeOf, tags, valueOf, type Field, type FixMessage } from '../codec/fixMessage.ts';
import { formatUtcTimestamp, parseUtcTimestamp } from '../codec/utcTimestamp.ts';
import { decimalText } from '../session/messageFaults.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

/** The kinds of entries that are requested, by MDEntryType (269). */
const kinds: Readonly<Record<string, EntryKind>> = { 0: 'bid', 1: 'offer', 2: 'trade' };
export type EntryKind = 'bid' | 'offer' | 'trade';

export interface MarketEntry {
  /** MDUpdateAction (279); a full refresh has new entries alone. */
  readonly action: 'new' | 'change' | 'delete';
  /** Undefined where the entry does not name it, as a change may. */
  readonly kind: EntryKind | undefined;
  /** MDEntryID (278), by which later changes name the entry. */
  readonly id: string | undefined;
  /** Absent where the change leaves the price as it is. */
  readonly price: Decimal | undefined;
  /** Symbol (55) in an incremental change; a change without one is about the same symbol as the change before. */
  readonly symbol: string | undefined;
  /** Currency (15), where the entry says it. */
  readonly currency: string | undefined;
  /** When the price was made, where the entry says it: MDEntryDate (272) and MDEntryTime (273). */
  readonly time: EpochMicros | undefined;
}

/** A MDEntryTime of the evening may come in a message of the next day. */
const halfDay = 12 * 3_600_000_000;

/** Undefined where an entry can't be read. Entries of kinds that were not asked for are left out. */
export function marketEntries(message: FixMessage): readonly MarketEntry[] | undefined {
  const isFull = msgTypeOf(message) === msgTypes.marketDataFull;
  const first = isFull ? tags.mdEntryType : tags.mdUpdateAction;
  const entries: MarketEntry[] = [];
  const sentAt = parseUtcTimestamp(valueOf(message, tags.sendingTime) ?? '');
  for (const fields of groupsOf(message, first)) {
    const entry = readEntry(fields, isFull, sentAt);
    if (entry === 'unreadable') return undefined;
    if (entry === 'other') continue;
    entries.push({ ...entry, symbol: entry.symbol ?? entries.at(-1)?.symbol });
  }
  return entries;
}

/** The fields of each entry after NoMDEntries (268); an entry begins with its first tag. */
function groupsOf({ fields }: FixMessage, first: number): readonly (readonly Field[])[] {
  const groups: Field[][] = [];
  const start = fields.findIndex(([tag]) => tag === tags.noMdEntries);
  for (const field of start < 0 ? [] : fields.slice(start + 1)) {
    if (field[0] === first) groups.push([field]);
    else groups.at(-1)?.push(field);
  }
  return groups;
}

function readEntry(
  fields: readonly Field[],
  isFull: boolean,
  sentAt: EpochMicros | undefined,
): MarketEntry | 'other' | 'unreadable' {
  const value = (tag: number): string | undefined => fields.find(([one]) => one === tag)?.[1];
  const action = isFull ? 'new' : actionOf(value(tags.mdUpdateAction));
  const type = value(tags.mdEntryType);
  const kind = type === undefined ? undefined : kinds[type];
  if (type !== undefined && kind === undefined) return 'other';
  const text = value(tags.mdEntryPx);
  const price = text === undefined ? undefined : parseDecimal(decimalText(text));
  if (action === undefined || price?.ok === false || (action === 'new' && price === undefined)) {
    return 'unreadable';
  }
  const id = value(tags.mdEntryRefId) ?? value(tags.mdEntryId);
  const [symbol, currency] = [value(tags.symbol), value(tags.currency)];
  const time = timeOf(value(tags.mdEntryDate), value(tags.mdEntryTime), sentAt);
  return { action, kind, id, price: price?.value, symbol, currency, time };
}

/** A time without a date is of the day of the message, or of the day before where that is nearer. */
function timeOf(
  date: string | undefined,
  time: string | undefined,
  sentAt: EpochMicros | undefined,
): EpochMicros | undefined {
  if (time === undefined) return undefined;
  const day = date ?? (sentAt === undefined ? '' : formatUtcTimestamp(sentAt).slice(0, 8));
  const at = parseUtcTimestamp(`${day}-${time}`);
  if (at === undefined || date !== undefined || sentAt === undefined || at - sentAt < halfDay) return at;
  return epochMicros(at - 2 * halfDay);
}

function actionOf(code: string | undefined): MarketEntry['action'] | undefined {
  if (code === '0') return 'new';
  if (code === '1') return 'change';
  return code === '2' ? 'delete' : undefined;
}

/** Reads the entries of a market data message: a full refresh (W) or incremental changes (X). */
import { parseDecimal, type Decimal } from '../../../../../shared/kernel/decimal.ts';
import { msgTypeOf, msgTypes, tags, type Field, type FixMessage } from '../codec/fixMessage.ts';
import { decimalText } from '../session/messageFaults.ts';

/** The kinds of entries that are asked for, by MDEntryType (269). */
const kinds: Readonly<Record<string, EntryKind>> = { 0: 'bid', 1: 'offer', 2: 'trade' };
export type EntryKind = 'bid' | 'offer' | 'trade';

export interface MarketEntry {
  /** MDUpdateAction (279); a full refresh has new entries alone. */
  readonly action: 'new' | 'change' | 'delete';
  /** Undefined where the entry does not say it, as a change may. */
  readonly kind: EntryKind | undefined;
  /** MDEntryID (278), by which later changes name the entry. */
  readonly id: string | undefined;
  /** Absent where only something else of the entry has changed. */
  readonly price: Decimal | undefined;
  /** Symbol (55) in an incremental change; one that has none is about the same as the change before. */
  readonly symbol: string | undefined;
}

/** Undefined where an entry can't be read. Entries of kinds that were not asked for are left out. */
export function marketEntries(message: FixMessage): readonly MarketEntry[] | undefined {
  const isFull = msgTypeOf(message) === msgTypes.marketDataFull;
  const first = isFull ? tags.mdEntryType : tags.mdUpdateAction;
  const entries: MarketEntry[] = [];
  for (const fields of groupsOf(message, first)) {
    const entry = readEntry(fields, isFull);
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

function readEntry(fields: readonly Field[], isFull: boolean): MarketEntry | 'other' | 'unreadable' {
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
  return { action, kind, id, price: price?.value, symbol: value(tags.symbol) };
}

function actionOf(code: string | undefined): MarketEntry['action'] | undefined {
  if (code === '0') return 'new';
  if (code === '1') return 'change';
  return code === '2' ? 'delete' : undefined;
}

/** Scopes of the trading state and the kill switch, in words and as choices. */
import type { DeskInfo } from '../../shared/contract/api.ts';
import type { KillPreview, TradingState } from '../../shared/contract/trading.ts';
import { counted } from '../format/decimals.ts';
import type { GlyphShape } from '../ui/Glyph.tsx';
import type { Tone } from '../ui/tone.ts';

export const deskScope = 'desk';

/** `strategy:cross` as `strategy cross`, `desk` as `the desk`. */
export function scopeWords(scope: string): string {
  return scope === deskScope ? 'the desk' : scope.replace(':', ' ');
}

/** The same where a verb stands before it: `Stop desk`, `Stop strategy cross`. */
export function scopeShort(scope: string): string {
  return scope.replace(':', ' ');
}

export interface ScopeChoice {
  readonly value: string;
  readonly label: string;
}

/** Every scope that can be named, the widest first; `seen` adds those that only orders or states know. */
export function scopeChoices(
  desk: Pick<DeskInfo, 'venues' | 'accounts' | 'strategies' | 'instruments'> | undefined,
  seen: readonly string[],
): readonly ScopeChoice[] {
  const known = [
    deskScope,
    ...(desk?.venues.map(({ venue }) => `venue:${venue}`) ?? []),
    ...(desk?.accounts.map((account) => `account:${account}`) ?? []),
    ...(desk?.strategies.map((strategy) => `strategy:${strategy}`) ?? []),
    ...(desk?.instruments.map(({ symbol }) => `symbol:${symbol}`) ?? []),
  ];
  return [...new Set([...known, ...seen])].map((value) => ({
    value,
    label: value === deskScope ? 'The whole desk' : scopeShort(value),
  }));
}

export interface StateLook {
  readonly word: string;
  readonly glyph: GlyphShape;
  readonly tone: Tone;
  /** What it means for orders. */
  readonly says: string;
}

export const stateLooks: Readonly<Record<TradingState, StateLook>> = {
  active: { word: 'Active', glyph: 'dot', tone: 'ok', says: 'Every order that risk lets pass goes out.' },
  reducing: {
    word: 'Reducing',
    glyph: 'half',
    tone: 'warn',
    says: 'Only orders that reduce a position go out. Working orders stay as they are.',
  },
  halted: {
    word: 'Halted',
    glyph: 'square',
    tone: 'bad',
    says: 'No order goes out. Working orders stay as they are: the kill switch is what cancels them.',
  },
};

/** `Halts the desk, cancels 37 orders on 2 venues, flattens 2 positions.`, `Halts the desk. No order is working.` */
export function killSentence(
  scope: string,
  { orders, venues, positions }: KillPreview,
  flatten: boolean,
): string {
  const acts = [
    `Halts ${scopeWords(scope)}`,
    orders > 0 &&
      `cancels ${counted(orders, 'order')} on ${venues.length === 1 ? (venues[0] ?? '') : counted(venues.length, 'venue')}`,
    flatten && positions.length > 0 && `flattens ${counted(positions.length, 'position')}`,
  ];
  const sentences = [
    acts.filter((act) => act !== false).join(', '),
    orders === 0 && 'No order is working',
    flatten && positions.length === 0 && 'No position is open',
  ];
  return sentences.flatMap((words) => (words === false ? [] : `${words}.`)).join(' ');
}

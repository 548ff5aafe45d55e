/** Scopes of the trading state and the kill switch, in words and as choices. */
import type { StrategyId } from '../../../shared/kernel/ids.ts';
import type { DeskInfo } from '../../../shared/contract/api.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import type { Status } from '../../../shared/contract/status.ts';
import type { KillPreview, ScopeState, TradingState } from '../../../shared/contract/trading.ts';
import { counted } from '../../format/decimals.ts';
import type { SayingLook } from '../../ui/display/look.ts';

export const deskScope = 'desk';

/** Writes `strategy:cross` as `strategy cross`, and `desk` as `the desk`. */
export function scopeWords(scope: string): string {
  return scope === deskScope ? 'the desk' : scope.replace(':', ' ');
}

/** The same after a verb, as in `Stop desk` and `Stop strategy cross`. */
export function scopeShort(scope: string): string {
  return scope.replace(':', ' ');
}

/** The scope with the fewest orders that covers all of these: their strategy, else their symbol, else the desk. */
export function narrowestScope(orders: readonly Pick<OrderView, 'strategy' | 'symbol'>[]): string {
  for (const name of ['strategy', 'symbol'] as const) {
    const [value, ...others] = new Set(orders.map((order) => order[name]));
    if (value !== undefined && others.length === 0) return `${name}:${value}`;
  }
  return deskScope;
}

export interface ScopeChoice {
  readonly value: string;
  readonly label: string;
}

/** Every scope that can be chosen, the widest first. `seen` adds scopes that only orders or states name. */
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

/** The strategies that are halted, by risk or by a person. */
export function disabledStrategies(status: Pick<Status, 'trading'> | undefined): readonly ScopeState[] {
  const states = status?.trading.states ?? [];
  return states.filter(({ scope, state }) => scope.startsWith('strategy:') && state === 'halted');
}

export const stateLooks: Readonly<Record<TradingState, SayingLook>> = {
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

/**
 * Says what a kill switch leaves behind: open positions without their exits, which it cancels too. Undefined when it
 * leaves none.
 */
export function leftOpenSentence(
  scope: string,
  { exits, positions }: KillPreview,
  flatten: boolean,
): string | undefined {
  if (flatten || positions.length === 0) return undefined;
  const stays = `${counted(positions.length, 'position')} ${positions.length === 1 ? 'stays' : 'stay'} open`;
  if (exits === 0) return `${stays}.`;
  return `${stays}, and ${counted(exits, 'exit')} that ${exits === 1 ? 'protects' : 'protect'} ${positions.length === 1 ? 'it' : 'them'} ${exits === 1 ? 'is' : 'are'} canceled with the rest: none is made anew before somebody enables ${scopeWords(scope)}.`;
}

/** Says what a running strategy does while its scope is stopped, or once it is enabled. Undefined for other scopes. */
export function strategySentence(scope: string, strategy: StrategyId, to: TradingState): string | undefined {
  if (scope.startsWith('strategy:') && scope !== `strategy:${strategy}`) return undefined;
  const isWhole = scope === deskScope || scope.startsWith('strategy:');
  const orders = isWhole ? 'its orders' : `its orders for ${scopeWords(scope)}`;
  const runs = `${strategy} is running`;
  const until = `until somebody enables ${scopeWords(scope)}`;
  switch (to) {
    case 'halted':
      return `${runs} and goes on sending signals: ${orders} are denied ${until}.`;
    case 'reducing':
      return `${runs} and goes on sending signals: of ${orders} only those pass that reduce a position, ${until}.`;
    case 'active':
      return `${runs}: ${isWhole ? 'it' : `for ${scopeWords(scope)} it`} trades again at once.`;
  }
}

/**
 * Gives `Halts the desk, cancels 37 orders on 2 venues, flattens 2 positions.` or `Halts the desk. No order is
 * working.`
 */
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

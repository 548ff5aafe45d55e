/** How limits are shown: how much of each is in use, which of them are near, and in which order. */
import { limitKindOf } from '../../../main/domain/risk/limits.ts';
import type { LimitLine } from '../../../shared/contract/limits.ts';
import type { Look } from '../../ui/display/look.ts';

/** The share of a limit in use from which on it counts as near. */
export const nearShare = 0.8;

export const limitShows = ['all', 'near', 'denied', 'set'] as const;
export type LimitShow = (typeof limitShows)[number];

export interface LimitFilter {
  /** A scope, or empty for all. */
  readonly scope: string;
  readonly show: LimitShow;
}

export const noLimitFilter: LimitFilter = { scope: '', show: 'all' };

export function isNear({ use }: LimitLine): boolean {
  return (use?.share ?? 0) >= nearShare;
}

export function matchesLimit(line: LimitLine, { scope, show }: LimitFilter): boolean {
  if (scope !== '' && line.scope !== scope) return false;
  switch (show) {
    case 'all':
      return true;
    case 'near':
      return isNear(line);
    case 'denied':
      return line.denials > 0;
    case 'set':
      return line.over !== undefined;
  }
}

/** Whether the limit holds nothing back. */
export function isNone({ soft, hard }: Pick<LimitLine, 'soft' | 'hard'>): boolean {
  return soft === undefined && hard === 'none';
}

/** Gives `70 %`, `92 % of soft, near`, `beyond, 140 %`; or why there is no share. */
export function useLook(line: LimitLine): Look {
  const { use } = line;
  if (isNone(line)) return { word: 'no limit', glyph: 'ring', tone: 'off' };
  if (limitKindOf(line.limit).perOrder === true) return { word: 'each order', glyph: 'dot', tone: 'off' };
  if (use?.share === undefined) return { word: 'not known', glyph: 'question', tone: 'warn' };
  const percent = `${Math.floor(use.share * 100)} %${use.soft === true ? ' of soft' : ''}`;
  if (use.beyond === true) return { word: `${percent}, beyond`, glyph: 'ban', tone: 'bad' };
  if (isNear(line)) return { word: `${percent}, near`, glyph: 'warning', tone: 'warn' };
  return { word: percent, glyph: 'check', tone: 'ok' };
}

/** Restricted: no order of the scope may open a position. */
export function restricts({ limit, soft, hard }: LimitLine): boolean {
  return limit === 'openingQuantityMax' && (hard === '0' || soft === '0');
}

export interface LimitSort {
  readonly id: string;
  readonly desc: boolean;
}

const orders: Readonly<Record<string, (a: LimitLine, b: LimitLine) => number>> = {
  limit: (a, b) => a.rule.localeCompare(b.rule),
  scope: (a, b) => a.scope.localeCompare(b.scope),
  use: (a, b) => (a.use?.share ?? -1) - (b.use?.share ?? -1),
  denials: (a, b) => a.denials - b.denials,
  lastDenied: (a, b) => (a.lastDenied?.at ?? '').localeCompare(b.lastDenied?.at ?? ''),
  set: (a, b) => a.at.localeCompare(b.at),
};

/** Sorts by several columns; lines that are equal in all stay in the order of the engine. */
export function sortLimits(lines: readonly LimitLine[], sorting: readonly LimitSort[]): readonly LimitLine[] {
  return lines.toSorted((a, b) => {
    for (const { id, desc } of sorting) {
      const order = orders[id]?.(a, b) ?? 0;
      if (order !== 0) return desc ? -order : order;
    }
    return 0;
  });
}

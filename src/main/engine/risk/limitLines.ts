/** Every limit in force: who set it, what it has denied, and how much of it is in use. */
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import type { Denials, LimitInForce } from '../../domain/controls/controlsReport.ts';
import { netOf } from '../../domain/risk/exposureRules.ts';
import { limitFromRecord } from '../../domain/risk/limitRecord.ts';
import { limitKindOf, limitOf } from '../../domain/risk/limits.ts';
import { within } from '../../domain/risk/measure.ts';
import type { LimitHistory } from './limitHistory.ts';
import { measureLimits, type MeasureDependencies, type Measured } from './limitMeasures.ts';

/** Decimals are text. */
export interface LimitUse {
  readonly value: string;
  /** The place with the largest value: `main SPX`, `USD`; empty where nothing is in use. */
  readonly where: string;
  /** What is left, and the share in use: 1 is the limit. Absent for a limit that holds nothing back. */
  readonly headroom?: string;
  readonly share?: number;
  /** The value is compared with the soft limit. */
  readonly soft?: true;
  /** The value is beyond the limit. */
  readonly beyond?: true;
}

export interface LimitLine extends LimitInForce {
  /** Absent for a limit of a single order, and while the value is not known because a price is missing. */
  readonly use?: LimitUse;
}

/** Open orders count at their worst. Absent while a price is missing. */
export interface ScopeExposure {
  readonly scope: string;
  readonly currency: string;
  readonly gross?: string;
  readonly net?: string;
}

interface Made {
  readonly denied: Denials | undefined;
  readonly measured: Measured | 'unknown' | undefined;
  readonly line: LimitLine;
}

export class LimitLines {
  private readonly dependencies: MeasureDependencies & { readonly history: LimitHistory };
  private made = new Map<LimitInForce, Made>();

  constructor(dependencies: MeasureDependencies & { readonly history: LimitHistory }) {
    this.dependencies = dependencies;
  }

  /** A line stays the same object until something in it changes. */
  list(): readonly LimitLine[] {
    const { history } = this.dependencies;
    const measures = measureLimits(this.dependencies);
    const made = new Map<LimitInForce, Made>();
    for (const from of history.limits()) {
      const measured =
        limitKindOf(from.limit).perOrder === true ? undefined : measures(from.limit, from.scope);
      const denied = history.denialsOf(from);
      const before = this.made.get(from);
      const stays = before?.denied === denied && isSame(before?.measured, measured);
      made.set(
        from,
        stays && before !== undefined
          ? before
          : { denied, measured, line: lineOf({ ...from, ...denied }, measured) },
      );
    }
    this.made = made;
    return Array.from(made.values(), ({ line }) => line);
  }

  exposures(): readonly ScopeExposure[] {
    return this.dependencies.sums
      .all()
      .filter(({ scope }) => !scope.startsWith('symbol:'))
      .map(({ exposure, ...place }) => ({
        ...place,
        ...(exposure && { gross: formatDecimal(exposure.gross), net: formatDecimal(netOf(exposure)) }),
      }));
  }
}

function isSame(a: Made['measured'], b: Made['measured']): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a.value === b.value && a.where === b.where;
}

function lineOf(from: LimitInForce, measured: Made['measured']): LimitLine {
  return typeof measured === 'object' ? { ...from, use: useOf(from, measured) } : from;
}

function useOf(from: LimitInForce, { value, where }: Measured): LimitUse {
  const limit = limitOf(from.limit, from.scope, limitFromRecord(from));
  const used = { value: formatDecimal(value), where };
  if (limit === undefined) return used;
  const { headroom = '', use: share = 0, soft, verdict } = within(from.rule, value, limit, '', '');
  return { ...used, headroom, share, ...(soft && { soft }), ...(verdict === 'deny' && { beyond: true }) };
}

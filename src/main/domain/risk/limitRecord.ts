/** A limit as text, as events and messages carry it. */
import { decimal, formatDecimal } from '../../../shared/kernel/decimal.ts';
import { limitTerms, type LimitSetting, type LimitTerms } from './limits.ts';

export interface LimitRecord {
  readonly soft?: string;
  /** A decimal, or `none`. */
  readonly hard: string;
  /** A second person must approve what loosens it. */
  readonly fourEyes?: true;
}

export function limitToRecord(setting: LimitSetting): LimitRecord {
  const { soft, hard, fourEyes } = limitTerms(setting);
  return {
    ...(soft !== undefined && { soft: formatDecimal(soft) }),
    hard: hard === 'none' ? hard : formatDecimal(hard),
    ...(fourEyes === true && { fourEyes }),
  };
}

/** Reads a record that was checked before. */
export function limitFromRecord({ soft, hard, fourEyes }: LimitRecord): LimitTerms {
  return {
    ...(soft !== undefined && { soft: decimal(soft) }),
    hard: hard === 'none' ? hard : decimal(hard),
    ...(fourEyes && { fourEyes }),
  };
}

export function isSameLimit(a: LimitRecord, b: LimitRecord): boolean {
  return a.soft === b.soft && a.hard === b.hard && a.fourEyes === b.fourEyes;
}

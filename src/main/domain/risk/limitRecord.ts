/** A limit as text, as events and messages carry it. */
import { decimal, formatDecimal } from '../../../shared/kernel/decimal.ts';
import type { LimitSetting } from './limits.ts';

export interface LimitRecord {
  readonly soft?: string;
  /** A decimal, or `none`. */
  readonly hard: string;
}

export function limitToRecord(setting: LimitSetting): LimitRecord {
  if (setting === 'none') return { hard: 'none' };
  if (typeof setting === 'bigint') return { hard: formatDecimal(setting) };
  const { soft, hard } = setting;
  return { soft: formatDecimal(soft), hard: hard === 'none' ? hard : formatDecimal(hard) };
}

/** Reads a record that was checked before. */
export function limitFromRecord({ soft, hard }: LimitRecord): LimitSetting {
  const most = hard === 'none' ? hard : decimal(hard);
  return soft === undefined ? most : { soft: decimal(soft), hard: most };
}

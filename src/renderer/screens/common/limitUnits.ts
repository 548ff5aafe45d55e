/** Writes the values of limits with their units. */
import { limitKindOf, type LimitName, type LimitUnit } from '../../../main/domain/risk/limits.ts';
import type { DeskInfo } from '../../../shared/contract/api.ts';
import { decimal, formatDecimal, multiply } from '../../../shared/kernel/decimal.ts';
import { tryDecimal } from '../../format/decimals.ts';
import { ruleValue } from './RiskTable.tsx';

/** Where a limit holds. `where` is the place at which most of it is in use. */
export interface LimitPoint {
  readonly limit: LimitName;
  readonly scope: string;
  readonly where?: string | undefined;
}

/** `25 000 000 USD`, `5 %`, `100 units`, `1 order`; `none` stays as it is. */
export function valueWithUnit(value: string, at: LimitPoint, instruments: DeskInfo['instruments']): string {
  if (tryDecimal(value) === undefined) return value;
  const one = value === '1';
  const number = numberOf(value, at);
  switch (unitOf(at)) {
    case 'ms':
      return `${number} ms`;
    case 'units':
      return `${number} ${one ? 'unit' : 'units'}`;
    case 'orders':
      return `${number} ${one ? 'order' : 'orders'}`;
    case 'per second':
      return `${number} a second`;
    case 'share':
      return `${number} %`;
    case 'currency':
      return `${number} ${currencyAt(at, instruments)}`;
  }
}

const unitOf = ({ limit }: Pick<LimitPoint, 'limit'>): LimitUnit => limitKindOf(limit).unit;

/** The number before the unit: a share is written in percent. */
export function numberOf(value: string, at: Pick<LimitPoint, 'limit'>): string {
  const number = tryDecimal(value);
  if (number === undefined || unitOf(at) !== 'share') return ruleValue(value);
  return ruleValue(formatDecimal(multiply(number, decimal('100'))));
}

/** The currency of the symbol, of the place, or of all instruments. Several currencies are each held to the limit. */
function currencyAt({ scope, where }: LimitPoint, instruments: DeskInfo['instruments']): string {
  const named = instruments.find(({ symbol }) => scope === `symbol:${symbol}`)?.currency;
  const currencies = new Set(instruments.map(({ currency }) => currency));
  const ofPlace = where?.split(' ').find((word) => currencies.has(word));
  return named ?? ofPlace ?? (currencies.size === 1 ? ([...currencies][0] ?? '') : 'in each currency');
}

/** How old a price may be, by the limits of the scopes in which it judges orders. */
import { minimum, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { AgeBounds, PriceAgeLimits } from '../instrument/referencePrice.ts';
import type { Limit, LimitName } from './limits.ts';

/** The strictest soft and the strictest hard limit count. */
export function priceAgesOf(limits: readonly Limit[]): PriceAgeLimits {
  return { venue: boundsOf(limits, 'marketDataAgeMaxMs'), file: boundsOf(limits, 'priceFileAgeMaxMs') };
}

function boundsOf(limits: readonly Limit[], name: LimitName): AgeBounds {
  const ofName = limits.filter((limit) => limit.name === name);
  const soft = least(ofName.flatMap((limit) => limit.soft ?? []));
  const hard = least(ofName.flatMap((limit) => limit.hard ?? []));
  return { ...(soft !== undefined && { soft }), ...(hard !== undefined && { hard }) };
}

function least(values: readonly Decimal[]): Decimal | undefined {
  return values.length === 0 ? undefined : values.reduce(minimum);
}

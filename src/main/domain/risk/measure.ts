/** Makes a rule's result from what the rule has measured. */
import {
  divide,
  formatDecimal,
  subtract,
  toApproximateNumber,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import type { RuleResult } from '../order/riskDecision.ts';

/** Passes up to the limit, the limit itself included. Denies a larger input. */
export function within(rule: string, input: Decimal, limit: Decimal, unit: string, what: string): RuleResult {
  const passed = input <= limit;
  return {
    rule,
    verdict: passed ? 'pass' : 'deny',
    input: formatDecimal(input),
    limit: formatDecimal(limit),
    headroom: formatDecimal(subtract(limit, input)),
    use: limit === zero ? (input === zero ? 0 : 1) : toApproximateNumber(divide(input, limit)),
    unit,
    ...(!passed && { message: `${what} ${formatDecimal(input)} is above the limit ${formatDecimal(limit)}` }),
  };
}

export function noReference(rule: string, limit: string): RuleResult {
  return {
    rule,
    verdict: 'deny',
    input: 'none',
    limit,
    message: 'no reference price is known for the symbol',
  };
}

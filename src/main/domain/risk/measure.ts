/** Makes a rule's result from what the rule has measured. */
import {
  approximateShare,
  formatDecimal,
  subtract,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { RuleResult } from '../order/riskDecision.ts';
import type { Limit } from './limits.ts';

type Bounds = Partial<Pick<Limit, 'scope' | 'soft' | 'hard' | 'fourEyes'>>;

/** Passes up to the limit, the limit itself included. Denies a larger input. */
export function within(
  rule: string,
  input: Decimal,
  { scope, soft, hard, fourEyes }: Bounds,
  unit: string,
  what: string,
): RuleResult {
  const isSoft = soft !== undefined && (hard === undefined || input <= hard);
  const limit = isSoft ? soft : hard;
  invariant(limit !== undefined, `${rule} has a limit`);
  const passed = input <= limit;
  const ofScope = ofScopeWords(scope);
  return {
    rule,
    verdict: passed ? 'pass' : 'deny',
    input: formatDecimal(input),
    limit: formatDecimal(limit),
    headroom: formatDecimal(subtract(limit, input)),
    use: limit === zero ? (input === zero ? 0 : 1) : approximateShare(input, limit),
    unit,
    ...placed(scope),
    ...(isSoft && { soft: true }),
    ...(isSoft && fourEyes && { fourEyes }),
    ...(!passed && {
      message: `${what} ${formatDecimal(input)} is above the ${isSoft ? 'soft ' : ''}limit ${formatDecimal(limit)}${ofScope}`,
    }),
  };
}

export function noReference(rule: string, bounds: Bounds): RuleResult {
  return unmeasured(rule, bounds, 'no reference price is known for the symbol');
}

/** A limit whose input is not known denies. */
export function unmeasured(rule: string, { scope, soft, hard }: Bounds, message: string): RuleResult {
  const limit = formatDecimal(hard ?? soft ?? zero);
  return { rule, verdict: 'deny', input: 'none', limit, ...placed(scope), message };
}

export function ofScopeWords(scope: string | undefined): string {
  return scope === undefined || scope === 'desk' ? '' : ` of ${scope}`;
}

/** The desk's own scope goes without saying. */
function placed(scope: string | undefined): Pick<RuleResult, 'scope'> {
  return scope === undefined || scope === 'desk' ? {} : { scope };
}

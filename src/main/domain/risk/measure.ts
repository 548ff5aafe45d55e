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

type Bounds = Partial<Omit<Limit, 'name'>>;

/** Passes up to the limit, the limit itself included. Denies a larger input. */
export function within(rule: string, input: Decimal, bounds: Bounds, unit: string, what: string): RuleResult {
  const { limit, text, rest } = firstBound(bounds);
  if (input > limit) return beyond(rule, input, bounds, unit, what);
  return {
    rule,
    verdict: 'pass',
    input: formatDecimal(input),
    limit: text,
    headroom: formatDecimal(subtract(limit, input)),
    use: useOf(input, limit),
    unit,
    ...rest,
  };
}

/** A row that denies is compared with the soft limit while the hard limit is kept. */
function beyond(
  rule: string,
  input: Decimal,
  { scope, soft, hard, fourEyes }: Bounds,
  unit: string,
  what: string,
): RuleResult {
  const isSoft = soft !== undefined && (hard === undefined || input <= hard);
  const limit = (isSoft ? soft : hard) ?? zero;
  const word = isSoft ? 'soft limit' : 'limit';
  return {
    rule,
    verdict: 'deny',
    input: formatDecimal(input),
    limit: formatDecimal(limit),
    headroom: formatDecimal(subtract(limit, input)),
    use: useOf(input, limit),
    unit,
    ...placed(scope),
    ...(isSoft && { soft: true }),
    ...(isSoft && fourEyes && { fourEyes }),
    message: `${what} ${formatDecimal(input)} is above the ${word} ${formatDecimal(limit)}${ofScopeWords(scope)}`,
  };
}

function useOf(input: Decimal, limit: Decimal): number {
  if (limit === zero) return input === zero ? 0 : 1;
  return approximateShare(input, limit);
}

/** The bound that an order meets first, its text, and what a row that passes it also says. */
interface FirstBound {
  readonly limit: Decimal;
  readonly text: string;
  readonly rest: Pick<RuleResult, 'scope' | 'strictestOf' | 'soft' | 'fourEyes'>;
}

const firstBounds = new WeakMap<Bounds, FirstBound>();

/** A limit of a scope judges many orders, so its text is made once. */
function firstBound(bounds: Bounds): FirstBound {
  const known = firstBounds.get(bounds);
  if (known !== undefined) return known;
  const { scope, soft, hard, fourEyes, strictestOf } = bounds;
  const limit = soft ?? hard;
  invariant(limit !== undefined, 'a limit has a bound');
  const made = {
    limit,
    text: formatDecimal(limit),
    rest: {
      ...placed(scope),
      ...(strictestOf !== undefined && { strictestOf }),
      ...(soft !== undefined && { soft: true as const }),
      ...(soft !== undefined && fourEyes && { fourEyes }),
    },
  };
  if (scope !== undefined) firstBounds.set(bounds, made);
  return made;
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

/** The desk's own scope is not named. */
function placed(scope: string | undefined): Pick<RuleResult, 'scope'> {
  return scope === undefined || scope === 'desk' ? {} : { scope };
}

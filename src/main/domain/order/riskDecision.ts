/**
 * The record of a risk decision, kept with every order: for each rule the input, the limit, the headroom and the
 * verdict.
 */
import type { Actor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';

export const ruleVerdicts = ['pass', 'warn', 'deny'] as const;
export type RuleVerdict = (typeof ruleVerdicts)[number];

export interface RuleResult {
  /** Stable, snake_case: the rule's name and, when the rule denies, the refusal's code. */
  readonly rule: string;
  readonly verdict: RuleVerdict;
  /** The value that the rule compared, as a decimal or a word. */
  readonly input: string;
  readonly limit: string;
  /** Limit less input, where that means something; negative when the limit is broken. */
  readonly headroom?: string;
  /** Share of the limit in use, for a bar: 0 to 1, and above where the limit is broken. */
  readonly use?: number;
  readonly unit?: string;
  /** The scope of the limit, as text; absent for the desk's. */
  readonly scope?: string;
  /** How many limits compare this value, where they are several: the strictest of them is on record. */
  readonly strictestOf?: number;
  /** The limit is a soft one: an operator may let a single signal pass it. */
  readonly soft?: true;
  /** The sender of the order can't override this soft limit: another person must. */
  readonly fourEyes?: true;
  /** Present where an operator let the order pass the soft limit: who, why, and until when. */
  readonly override?: { readonly by: Actor; readonly reason: string; readonly expiresAt: string };
  /** A sentence: why the order did not pass, or why it passed where the numbers alone do not show it. */
  readonly message?: string;
}

export const riskLevels = ['low', 'medium', 'high'] as const;
export type RiskLevel = (typeof riskLevels)[number];

/** The price by which an order was judged. */
export interface JudgedBy {
  readonly price: string;
  /** The name of a venue, `file` for the price file, or `fixed`. */
  readonly source: string;
  /** Whole milliseconds at the decision; absent for a fixed price. */
  readonly ageMs?: number;
}

export interface RiskDecisionRecord {
  readonly level: RiskLevel;
  /** Absent where no price was known, and in decisions of earlier versions. */
  readonly reference?: JudgedBy;
  readonly rules: readonly RuleResult[];
}

/** The refusal that a rule which denies gives to the producer. */
export function refusalOfRule({ rule, message, input, limit }: RuleResult): Refusal {
  const isWord = /^[a-z]/.test(limit);
  return {
    code: rule,
    message: message ?? `${rule} denied the order`,
    field: rule,
    actual: input,
    expected: isWord ? limit : `at most ${limit}`,
  };
}

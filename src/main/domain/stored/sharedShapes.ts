/** Shapes that several streams share. */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { flag, list, number, object, oneOf, optional, text } from '../../../shared/kernel/shape.ts';
import {
  riskLevels,
  ruleVerdicts,
  type JudgedBy,
  type RiskDecisionRecord,
  type RuleResult,
} from '../order/riskDecision.ts';
import { breakerStates, type VenueEventData } from '../venue/venueEvents.ts';
import { count, instant } from '../../../shared/kernel/shape.ts';

export const refusal = object<Refusal>({
  code: text,
  message: text,
  field: optional(text),
  actual: optional(text),
  expected: optional(text),
});

const ruleResult = object<RuleResult>({
  rule: text,
  verdict: oneOf(ruleVerdicts),
  input: text,
  limit: text,
  headroom: optional(text),
  use: optional(number),
  unit: optional(text),
  scope: optional(text),
  strictestOf: optional(number),
  soft: optional(flag),
  fourEyes: optional(flag),
  override: optional(
    object<NonNullable<RuleResult['override']>>({ by: text, reason: text, expiresAt: instant }),
  ),
  message: optional(text),
});

export const riskDecision = object<RiskDecisionRecord>({
  level: oneOf(riskLevels),
  reference: optional(
    object<JudgedBy>({
      price: text,
      source: text,
      ageMs: optional(count),
    }),
  ),
  rules: list(ruleResult),
});

export const breakerChange = object<VenueEventData['BreakerStateChanged']>({
  from: oneOf(breakerStates),
  to: oneOf(breakerStates),
  reason: text,
  failures: count,
  openings: count,
  probeAt: optional(instant),
});

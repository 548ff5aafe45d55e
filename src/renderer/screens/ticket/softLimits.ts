/** Which soft limits deny an order, and whether an override would let it pass. */
import type { DryRun, RuleResultView } from '../../../shared/contract/signals.ts';

/** The soft limits that deny; empty where something else denies too, which no override lets pass. */
export function overridable({ refusals, risk }: DryRun): readonly RuleResultView[] {
  const denied = risk?.rules.filter(({ verdict }) => verdict === 'deny') ?? [];
  const isAll = refusals.every(({ message }) => denied.some((rule) => rule.message === message));
  return isAll && denied.every(({ soft }) => soft === true) ? denied : [];
}

/** The names of their rules, each once: a rule may have limits of several scopes. */
export function rulesOf(rows: readonly RuleResultView[]): readonly string[] {
  return [...new Set(rows.map(({ rule }) => rule))];
}

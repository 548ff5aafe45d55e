/** An operator's permission for one signal to pass soft limits. A signal makes one order, so it counts once. */
import { isSamePerson } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { RiskDecisionRecord } from '../order/riskDecision.ts';

export interface Override {
  /** Who gave it, and why. */
  readonly by: string;
  readonly reason: string;
  /** Names of rules whose soft limits the signal may pass. */
  readonly rules: readonly string[];
  /** UTC; from then on it counts no more. */
  readonly expiresAt: string;
}

/**
 * The decision with the overrides in force: what one of them covers is a warning, and carries who gave it. Where a limit
 * has four eyes, an override by the sender of the order lets nothing pass.
 */
export function withOverrides(
  decision: RiskDecisionRecord,
  overrides: readonly Override[],
  sender: string,
): RiskDecisionRecord {
  const rules = decision.rules.map((row) => {
    const covering = overrides.filter(({ rules: covered }) => covered.includes(row.rule));
    if (row.verdict !== 'deny' || row.soft !== true || covering.length === 0) return row;
    const given = covering.find(({ by }) => row.fourEyes !== true || !isSamePerson(by, sender));
    if (given === undefined) {
      const message = `${row.message ?? row.rule}; with four eyes ${sender} can't override an own order`;
      return { ...row, message };
    }
    const { by, reason, expiresAt } = given;
    return { ...row, verdict: 'warn' as const, override: { by, reason, expiresAt } };
  });
  return { ...decision, rules };
}

/** A kill switch has nobody to ask, so its orders pass soft limits with a warning. */
export function forKillSwitch(decision: RiskDecisionRecord): RiskDecisionRecord {
  const rules = decision.rules.map((row) =>
    row.verdict === 'deny' && row.soft === true ? { ...row, verdict: 'warn' as const } : row,
  );
  return { ...decision, rules };
}

export function signalDecided(signalId: string): Refusal {
  return {
    code: 'signal_decided',
    message: `the signal ${signalId} was taken before: an override is given before the signal is sent`,
    field: 'signalId',
    actual: signalId,
  };
}

/** An operator's permission for one signal to pass soft limits. A signal makes one order, so it counts once. */
import { isSamePerson, personOf, type SignalId, type Actor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { RiskDecisionRecord } from '../order/riskDecision.ts';

export interface Override {
  /** Who gave it, and why. */
  readonly by: Actor;
  readonly reason: string;
  /** Names of rules whose soft limits the signal may pass. */
  readonly rules: readonly string[];
  /** UTC; the override ends then. */
  readonly expiresAt: string;
  /** Whether one person has proposed the override, and another one has approved it. */
  readonly isOfTwo: boolean;
}

/**
 * The decision with the overrides in force: what one of them covers is a warning, and carries who gave it. Where a limit
 * has four eyes, two persons stand behind an order that passes: its sender and another one who gave the override. Behind
 * a program or a file of signals may be anybody, so that its override takes two persons by itself.
 */
export function withOverrides(
  decision: RiskDecisionRecord,
  overrides: readonly Override[],
  sender: string,
): RiskDecisionRecord {
  if (overrides.length === 0) return decision;
  const rules = decision.rules.map((row) => {
    const covering = overrides.filter(({ rules: covered }) => covered.includes(row.rule));
    if (row.verdict !== 'deny' || row.soft !== true || covering.length === 0) return row;
    const given = covering.find((one) => row.fourEyes !== true || isByAnother(one, sender));
    if (given === undefined) {
      const why =
        personOf(sender) === undefined
          ? `an override for ${sender}, behind whom may be anybody, takes a proposal that another person approves`
          : `${sender} can't override an own order`;
      return { ...row, message: `${row.message ?? row.rule}; with four eyes ${why}` };
    }
    const { by, reason, expiresAt } = given;
    return { ...row, verdict: 'warn' as const, override: { by, reason, expiresAt } };
  });
  return { ...decision, rules };
}

function isByAnother({ by, isOfTwo }: Override, sender: string): boolean {
  return personOf(sender) === undefined ? isOfTwo : !isSamePerson(by, sender);
}

/** A kill switch has nobody to ask, so its orders pass soft limits with a warning. */
export function forKillSwitch(decision: RiskDecisionRecord): RiskDecisionRecord {
  const rules = decision.rules.map((row) =>
    row.verdict === 'deny' && row.soft === true ? { ...row, verdict: 'warn' as const } : row,
  );
  return { ...decision, rules };
}

export function signalDecided(signalId: SignalId): Refusal {
  return {
    code: 'signal_decided',
    message: `the signal ${signalId} was taken before: an override is given before the signal is sent`,
    field: 'signalId',
    actual: signalId,
  };
}

/**
 * What operators do to limits while the engine runs: they set a limit, return it to the configuration, or let a signal
 * pass soft limits. They also propose each of these for another person to approve. Each is an event of the desk.
 */
import { signalStream, type SignalId, type ProposalId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { epochMicros, formatMicros } from '../../../shared/kernel/time.ts';
import { limitToRecord, type LimitRecord } from '../../domain/risk/limitRecord.ts';
import { limitKindOf, limitNames, type LimitName, type LimitSetting } from '../../domain/risk/limits.ts';
import { signalDecided } from '../../domain/risk/override.ts';
import { fourEyesNeeded, needsSecondPerson, type Proposal } from '../../domain/risk/proposal.ts';
import type { TradingScope } from '../../domain/trading/tradingScope.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Clock, IdSource } from '../ports.ts';
import type { LimitBook } from './limitBook.ts';
import type { LimitChanges } from './limitChanges.ts';
import type { ProposalBook } from './proposalBook.ts';
import { Proposals } from './proposals.ts';
import type { LimitLine, LimitLines, ScopeExposure } from './limitLines.ts';
import { previewLimit, type LimitPreview, type PreviewDependencies } from './limitPreview.ts';

export interface LimitChange {
  readonly limit: LimitName;
  readonly scope: string;
  readonly from: LimitRecord;
  readonly to: LimitRecord;
}

export interface OverrideGrant {
  readonly rules: readonly string[];
  readonly minutes: number;
}

export interface LimitControl {
  /**
   * Sets a limit over that of the configuration, also over restarts; without a setting the configuration's counts again.
   * Refusals: `scope_unknown`, `limit_invalid`, `limit_unchanged`, `four_eyes_needed`, `store_unavailable`.
   */
  set(
    limit: LimitName,
    scope: TradingScope,
    setting: LimitSetting | undefined,
    context: OperatorContext,
  ): Promise<Result<LimitChange, Refusal>>;
  /**
   * What `set` would do, without doing it: the values before and after, and which working orders the limit would deny
   * if they were new. `needsTwo` where another person must approve it. Refusals: `scope_unknown`, `limit_invalid`,
   * `limit_unchanged`.
   */
  preview(
    limit: LimitName,
    scope: TradingScope,
    setting: LimitSetting | undefined,
  ): Promise<Result<LimitChange & LimitPreview & { readonly needsTwo?: true }, Refusal>>;
  /** Every limit in force, with who set it, what it has denied, and how much of it is in use. */
  lines(): readonly LimitLine[];
  /** What the desk and each account have at stake, by currency. */
  exposures(): readonly ScopeExposure[];
  /**
   * Lets one signal that is still to come pass the soft limits of the rules, for so many minutes. Refusals:
   * `rule_unknown`, `rule_not_soft`, `signal_decided`, `store_unavailable`. Resolves with the time at which it expires.
   */
  override(
    signalId: SignalId,
    grant: OverrideGrant,
    context: OperatorContext,
  ): Promise<Result<string, Refusal>>;
  /** Proposes what `set` does, for so many minutes. Refusals: those of `set`, and `proposals_full`. */
  propose(
    limit: LimitName,
    scope: TradingScope,
    setting: LimitSetting | undefined,
    context: OperatorContext & { readonly minutes: number },
  ): Promise<Result<Proposal, Refusal>>;
  /** Proposes an override; its minutes begin now. Refusals: those of `override`, and `proposals_full`. */
  proposeOverride(
    signalId: SignalId,
    grant: OverrideGrant,
    context: OperatorContext,
  ): Promise<Result<Proposal, Refusal>>;
  /**
   * Puts a proposal of another person in force. Refusals: `proposal_unknown`, `own_proposal`, `proposal_overtaken` where
   * another limit is in force than the proposal has replaced, `signal_decided`, `store_unavailable`.
   */
  approve(proposalId: ProposalId, context: OperatorContext): Promise<Result<Proposal, Refusal>>;
  /** Ends a proposal. Refusals: `proposal_unknown`, `store_unavailable`. */
  refuse(proposalId: ProposalId, context: OperatorContext): Promise<Result<void, Refusal>>;
  /** Ends an own proposal. Refusals: those of `refuse`, and `other_proposal`. */
  withdraw(proposalId: ProposalId, context: OperatorContext): Promise<Result<void, Refusal>>;
  /** The proposals that wait for another person, oldest first. */
  proposals(): readonly Proposal[];
}

export interface LimitControlDependencies extends PreviewDependencies {
  readonly changes: LimitChanges;
  readonly limits: LimitBook;
  readonly lines: LimitLines;
  readonly proposals: ProposalBook;
  readonly store: EventStore;
  readonly ids: IdSource;
  readonly clock: Clock;
}

const microsPerMinute = 60_000_000;

export function limitControl(dependencies: LimitControlDependencies): LimitControl {
  const { changes, limits, store, clock } = dependencies;
  const end = (minutes: number) => formatMicros(epochMicros(clock.now() + minutes * microsPerMinute));
  const overrideRefusal = (signalId: SignalId, rules: readonly string[]): Refusal | undefined => {
    const unknown = rules.find((rule) => !limitNames.some((name) => limitKindOf(name).rule === rule));
    if (unknown !== undefined) return unknownRule(unknown);
    const soft = limits.softRules();
    const notSoft = rules.find((rule) => !soft.includes(rule));
    if (notSoft !== undefined) return ruleNotSoft(notSoft, soft);
    return store.streamVersion(signalStream(signalId)) < 0 ? undefined : signalDecided(signalId);
  };
  const proposals = new Proposals({ ...dependencies, overrideRefusal });
  return {
    set: (limit, scope, setting, context) =>
      changes.inTurn(async () => {
        const asked = changes.asked(limit, scope, setting);
        if (!asked.ok) return asked;
        const { scope: name, from } = asked.value;
        if (needsSecondPerson(from, limitToRecord(changes.after(asked.value)))) {
          return err(fourEyesNeeded(limit, name));
        }
        const failed = await changes.put(asked.value, context);
        if (failed !== undefined) return err(failed);
        return ok({ limit, scope: name, from, to: limitToRecord(limits.settingOf(limit, name)) });
      }),
    async preview(limit, scope, setting) {
      const asked = changes.asked(limit, scope, setting);
      if (!asked.ok) return asked;
      const { scope: name, from } = asked.value;
      const after = changes.after(asked.value);
      const to = limitToRecord(after);
      const found = await previewLimit(dependencies, limit, scope, after);
      const needsTwo = needsSecondPerson(from, to);
      return ok({ limit, scope: name, from, to, ...(needsTwo && { needsTwo: true as const }), ...found });
    },
    lines: () => dependencies.lines.list(),
    exposures: () => dependencies.lines.exposures(),
    async override(signalId, { rules, minutes }, { actor, reason }) {
      const refusal = overrideRefusal(signalId, rules);
      if (refusal !== undefined) return err(refusal);
      const data = { signalId, rules, expiresAt: end(minutes), reason };
      const failed = await changes.record({ type: 'RiskOverrideGranted', data }, actor);
      return failed === undefined ? ok(data.expiresAt) : err(failed);
    },
    propose: (limit, scope, setting, { minutes, ...context }) =>
      changes.inTurn(async () => {
        const asked = changes.asked(limit, scope, setting);
        return asked.ok ? proposals.propose(asked.value, end(minutes), context) : asked;
      }),
    proposeOverride: (signalId, { rules, minutes }, context) =>
      changes.inTurn(async () => {
        const refusal = overrideRefusal(signalId, rules);
        if (refusal !== undefined) return err(refusal);
        return proposals.propose({ signalId, rules }, end(minutes), context);
      }),
    approve: (...given) => changes.inTurn(() => proposals.approve(...given)),
    refuse: (proposalId, context) => changes.inTurn(() => proposals.refuse(proposalId, 'refused', context)),
    withdraw: (proposalId, context) =>
      changes.inTurn(() => proposals.refuse(proposalId, 'withdrawn', context)),
    proposals: () => dependencies.proposals.waiting(),
  };
}

function unknownRule(rule: string): Refusal {
  return {
    code: 'rule_unknown',
    message: `no limit is judged by a rule ${rule}`,
    field: 'rules',
    actual: rule,
    expected: limitNames.map((name) => limitKindOf(name).rule).join(', '),
  };
}

function ruleNotSoft(rule: string, soft: readonly string[]): Refusal {
  const expected = soft.length === 0 ? 'no rule: no limit is soft' : soft.join(', ');
  return {
    code: 'rule_not_soft',
    message: `${rule} has no soft limit, so an override of it would let nothing pass; rules that can be overridden: ${soft.join(', ') || 'none, since no limit is soft'}`,
    field: 'rules',
    actual: rule,
    expected,
  };
}

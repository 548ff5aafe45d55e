/** Takes proposals, and puts each in force once another person has approved it. Its methods are called in turn. */
import { isSamePerson, type SignalId, type ProposalId, newProposalId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { limitWords } from '../../domain/risk/limitWords.ts';
import { isSameLimit, limitToRecord } from '../../domain/risk/limitRecord.ts';
import {
  otherProposal,
  ownProposal,
  proposalUnknown,
  type Proposal,
  type ProposalEnd,
  type ProposedLimit,
  type ProposedOverride,
} from '../../domain/risk/proposal.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { LimitChanges, LimitChangesDependencies } from './limitChanges.ts';
import type { ProposalBook } from './proposalBook.ts';

export interface ProposalsDependencies extends Pick<LimitChangesDependencies, 'limits' | 'ids'> {
  readonly changes: LimitChanges;
  readonly proposals: ProposalBook;
  /** Why no override can be given to the signal; undefined where one can. */
  readonly overrideRefusal: (signalId: SignalId, rules: readonly string[]) => Refusal | undefined;
}

/** How many proposals may wait at once. */
const proposalsMax = 1_000;

export class Proposals {
  private readonly dependencies: ProposalsDependencies;

  constructor(dependencies: ProposalsDependencies) {
    this.dependencies = dependencies;
  }

  async propose(
    asks: Proposal['asks'],
    expiresAt: string,
    { actor, reason }: OperatorContext,
  ): Promise<Result<Proposal, Refusal>> {
    const { changes, proposals, ids } = this.dependencies;
    if (proposals.waiting().length >= proposalsMax) return err(full);
    const proposalId = newProposalId(ids);
    const about = { proposalId, expiresAt, reason };
    const failed = await changes.record(
      'limit' in asks
        ? { type: 'LimitChangeProposed', data: { ...asks, ...about } }
        : { type: 'RiskOverrideProposed', data: { ...asks, ...about } },
      actor,
    );
    return failed === undefined ? ok({ ...about, by: actor, asks }) : err(failed);
  }

  async approve(proposalId: ProposalId, context: OperatorContext): Promise<Result<Proposal, Refusal>> {
    const proposal = this.find(proposalId);
    if (proposal === undefined) return err(proposalUnknown(proposalId));
    const { by, asks } = proposal;
    if (isSamePerson(by, context.actor)) return err(ownProposal(by));
    const failed =
      'limit' in asks
        ? await this.approveLimit(proposal, asks, context)
        : await this.grant(proposal, asks, context);
    return failed === undefined ? ok(proposal) : err(failed);
  }

  async refuse(
    proposalId: ProposalId,
    end: 'refused' | 'withdrawn',
    context: OperatorContext,
  ): Promise<Result<void, Refusal>> {
    const proposal = this.find(proposalId);
    if (proposal === undefined) return err(proposalUnknown(proposalId));
    if (end === 'withdrawn' && !isSamePerson(proposal.by, context.actor)) {
      return err(otherProposal(proposal.by));
    }
    const failed = await this.end(proposalId, end, context);
    return failed === undefined ? ok() : err(failed);
  }

  private find(proposalId: ProposalId): Proposal | undefined {
    return this.dependencies.proposals.waiting().find((one) => one.proposalId === proposalId);
  }

  private async approveLimit(
    { proposalId, by }: Proposal,
    asks: ProposedLimit,
    context: OperatorContext,
  ): Promise<Refusal | undefined> {
    const { changes, limits } = this.dependencies;
    const now = limitToRecord(limits.settingOf(asks.limit, asks.scope));
    if (isSameLimit(now, asks.from)) return changes.put(asks, context, { proposalId, by });
    const message = `${asks.limit} of ${asks.scope} was changed since it was proposed: propose it anew`;
    const failed = await this.end(proposalId, 'overtaken', { actor: context.actor, reason: message });
    if (failed !== undefined) return failed;
    const [actual, expected] = [limitWords(now), limitWords(asks.from)];
    return { code: 'proposal_overtaken', message, field: 'proposalId', actual, expected };
  }

  private async grant(
    { proposalId, by, expiresAt }: Proposal,
    asks: ProposedOverride,
    { actor, reason }: OperatorContext,
  ): Promise<Refusal | undefined> {
    const { changes, overrideRefusal } = this.dependencies;
    const refusal = overrideRefusal(asks.signalId, asks.rules);
    if (refusal !== undefined) return refusal;
    const data = { ...asks, expiresAt, proposed: { proposalId, by }, reason };
    return changes.record({ type: 'RiskOverrideGranted', data }, actor);
  }

  private end(
    proposalId: ProposalId,
    end: ProposalEnd,
    { actor, reason }: OperatorContext,
  ): Promise<Refusal | undefined> {
    const data = { proposalId, end, reason };
    return this.dependencies.changes.record({ type: 'RiskProposalEnded', data }, actor);
  }
}

const full: Refusal = {
  code: 'proposals_full',
  message: `${proposalsMax} proposals wait already`,
  expected: 'approve, refuse or withdraw some',
};

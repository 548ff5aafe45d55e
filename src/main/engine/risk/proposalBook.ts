/** The proposals of operators that nobody has approved or refused yet. */
import type { ProposalId } from '../../../shared/kernel/ids.ts';
import { holds } from '../../../shared/kernel/roles.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import { evolveOperators, standingIn, type Operators } from '../../domain/operator/operators.ts';
import type { Proposal } from '../../domain/risk/proposal.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Clock } from '../ports.ts';

export class ProposalBook {
  private readonly clock: Pick<Clock, 'now'>;
  private readonly proposals = new Map<ProposalId, Proposal>();
  private operators: Operators = new Map();

  constructor(clock: Pick<Clock, 'now'>) {
    this.clock = clock;
  }

  apply(event: StoredEvent): void {
    this.applyProposal(event);
    this.operators = evolveOperators(this.operators, event);
    // Whoever gets the name or the right later is not the one who proposed.
    for (const { proposalId, by } of this.proposals.values()) {
      if (!holds(standingIn(this.operators, by), 'propose')) this.proposals.delete(proposalId);
    }
  }

  private applyProposal(event: StoredEvent): void {
    switch (event.type) {
      case 'LimitChangeProposed':
      case 'RiskOverrideProposed': {
        const { proposalId, expiresAt, reason, ...asks } = event.data;
        for (const { proposalId: id } of this.expired()) this.proposals.delete(id);
        this.proposals.set(proposalId, { proposalId, by: event.actor, reason, expiresAt, asks });
        break;
      }
      case 'RiskLimitChanged':
      case 'RiskOverrideGranted':
        if (event.data.proposed !== undefined) this.proposals.delete(event.data.proposed.proposalId);
        break;
      case 'RiskProposalEnded':
        this.proposals.delete(event.data.proposalId);
        break;
      default:
    }
  }

  /** The proposals that can still be approved, oldest first. */
  waiting(): readonly Proposal[] {
    const expired = this.expired();
    return [...this.proposals.values()].filter((proposal) => !expired.includes(proposal));
  }

  private expired(): readonly Proposal[] {
    const now = formatMicros(this.clock.now());
    return [...this.proposals.values()].filter(({ expiresAt }) => expiresAt <= now);
  }
}

/**
 * Four eyes: a change that loosens such a limit was proposed by one person, approved by another, and its proposal was
 * still open then.
 */
import { isSamePerson, personOf } from '../../../shared/kernel/ids.ts';
import { holds } from '../../../shared/kernel/roles.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import { isSameLimit, limitFromRecord, limitToRecord } from '../../domain/risk/limitRecord.ts';
import type { LimitTerms } from '../../domain/risk/limits.ts';
import type { ProposedBy } from '../../domain/risk/proposal.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { LimitLog } from './limitLog.ts';
import { RoleHistory } from './roleHistory.ts';
import type { Report } from './violation.ts';

type Proposed = Extract<StoredEvent, { type: 'LimitChangeProposed' | 'RiskOverrideProposed' }>;
type Approved = Extract<StoredEvent, { type: 'RiskLimitChanged' | 'RiskOverrideGranted' }>;
type LimitChange = Extract<StoredEvent, { type: 'RiskLimitChanged' }>;

export class TwoPersons {
  private readonly limits: LimitLog;
  private readonly report: Report;
  private readonly waiting = new Map<string, Proposed>();
  private readonly roles = new RoleHistory();

  constructor(limits: LimitLog, report: Report) {
    this.limits = limits;
    this.report = report;
  }

  /** Called before the change counts in the limits. */
  onEvent(event: StoredEvent): void {
    switch (event.type) {
      case 'LimitChangeProposed':
      case 'RiskOverrideProposed':
        this.waiting.set(event.data.proposalId, event);
        break;
      case 'RiskLimitChanged':
        this.checkLimit(event);
        this.checkApproval(event, event.data.proposed);
        break;
      case 'RiskOverrideGranted':
        this.checkApproval(event, event.data.proposed);
        break;
      case 'RiskProposalEnded':
        this.checkEnd(event);
        break;
      case 'OperatorAdded':
      case 'OperatorRoleChanged':
        this.forgetOfGone(event.data.operator);
        break;
      default:
    }
    this.roles.apply(event);
  }

  /**
   * Called before the role counts. What somebody proposed who may propose nothing is over at the latest when the name
   * has a role again: an approval that began before that is on record before it.
   */
  private forgetOfGone(operator: string): void {
    for (const [proposalId, { actor, position }] of this.waiting) {
      const isGone = !holds(this.roles.standings(actor, position).at(-1) ?? 'nobody', 'propose');
      if (personOf(actor) === operator && isGone) this.waiting.delete(proposalId);
    }
  }

  private checkLimit(event: LimitChange): void {
    const { limit, scope, from, to, proposed } = event.data;
    const inForce = limitToRecord(this.limits.now(limit, scope));
    const { fourEyes: _, ...withoutFourEyes } = inForce;
    // The engine's first event about a limit puts the four eyes on record for which the configuration asks.
    const isFirst = personOf(event.actor) === undefined && !this.limits.isOnRecord(limit, scope);
    const now = isFirst ? withoutFourEyes : inForce;
    const name = `${limit} of ${scope} at ${event.position}`;
    if (!isSameLimit(now, from)) {
      this.tell(`${name} changes from ${JSON.stringify(from)}, and was ${JSON.stringify(now)}`);
    }
    const after = to ?? limitToRecord(this.limits.inFile(limit, scope));
    const isLoosened = from.fourEyes === true && loosens(limitFromRecord(from), limitFromRecord(after));
    if (isLoosened && proposed === undefined) this.tell(`${name} is loosened by ${event.actor} alone`);
    if (to === undefined && this.limits.asksFourEyes(limit, scope)) this.tell(`${name} is given back`);
  }

  private checkApproval(event: Approved, proposed: ProposedBy | undefined): void {
    if (proposed === undefined) return;
    const proposal = this.waiting.get(proposed.proposalId);
    const name = `proposal ${proposed.proposalId}, approved at ${event.position}`;
    this.waiting.delete(proposed.proposalId);
    if (proposal === undefined) {
      this.tell(`${name}, did not wait`);
      return;
    }
    if (isSamePerson(proposal.actor, event.actor)) this.tell(`${name}, is by the same ${event.actor}`);
    if (proposal.actor !== proposed.by) this.tell(`${name}, is by ${proposal.actor}, not ${proposed.by}`);
    if (proposal.data.expiresAt <= formatMicros(event.time)) {
      this.tell(`${name}, was over at ${proposal.data.expiresAt}`);
    }
    if (askedIn(proposal) !== askedIn(event)) {
      this.tell(`${name}, asked for ${askedIn(proposal)}, not for ${askedIn(event)}`);
    }
  }

  private checkEnd({ actor, data }: Extract<StoredEvent, { type: 'RiskProposalEnded' }>): void {
    const proposal = this.waiting.get(data.proposalId);
    this.waiting.delete(data.proposalId);
    if (proposal === undefined) this.tell(`${data.proposalId} is ${data.end}, and did not wait`);
    else if (data.end === 'withdrawn' && !isSamePerson(proposal.actor, actor)) {
      this.tell(`${data.proposalId} by ${proposal.actor} is withdrawn by ${actor}`);
    }
  }

  private tell(detail: string): void {
    this.report('two_persons', detail);
  }
}

function askedIn({ data }: Proposed | Approved): string {
  return 'limit' in data
    ? JSON.stringify([data.limit, data.scope, data.from, data.to])
    : JSON.stringify([data.signalId, data.rules, data.expiresAt]);
}

/**
 * Whether an order passes after the change that did not pass before, or whether one person alone may change the limit
 * then.
 */
function loosens(from: LimitTerms, to: LimitTerms): boolean {
  const highest = (limit: bigint | 'none' | undefined): bigint | undefined =>
    limit === 'none' ? undefined : limit;
  const isHigher = (after: bigint | undefined, before: bigint | undefined): boolean =>
    before !== undefined && (after === undefined || after > before);
  return (
    to.fourEyes !== true ||
    isHigher(highest(to.hard), highest(from.hard)) ||
    isHigher(to.soft ?? highest(to.hard), from.soft ?? highest(from.hard))
  );
}

/**
 * Four eyes: one person proposes a change, and another person must approve it. Tightening a limit needs nobody else,
 * because whoever sees a danger must be able to act at once.
 */
import type { Actor, SignalId, ProposalId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { limitFromRecord, type LimitRecord } from './limitRecord.ts';
import type { LimitName } from './limits.ts';

export interface ProposedLimit {
  readonly limit: LimitName;
  readonly scope: string;
  /** The limit in force at the time of the proposal. */
  readonly from: LimitRecord;
  /** Absent where the configuration's limit is to count again. */
  readonly to?: LimitRecord;
}

export interface ProposedOverride {
  readonly signalId: SignalId;
  readonly rules: readonly string[];
}

export interface Proposal {
  readonly proposalId: ProposalId;
  /** Who proposes it, and why. */
  readonly by: Actor;
  readonly reason: string;
  /** UTC; from then on nobody can approve it. A proposed override ends then too. */
  readonly expiresAt: string;
  readonly asks: ProposedLimit | ProposedOverride;
}

export interface ProposedBy {
  readonly proposalId: ProposalId;
  readonly by: Actor;
}

export const proposalEnds = ['withdrawn', 'refused', 'overtaken'] as const;
export type ProposalEnd = (typeof proposalEnds)[number];

/** Whether a limit with four eyes would hold back less, or lose its four eyes. */
export function needsSecondPerson(from: LimitRecord, to: LimitRecord): boolean {
  if (from.fourEyes !== true) return false;
  const [before, after] = [limitFromRecord(from), limitFromRecord(to)];
  return (
    to.fourEyes !== true ||
    isAbove(after.hard, before.hard) ||
    isAbove(after.soft ?? after.hard, before.soft ?? before.hard)
  );
}

function isAbove(value: bigint | 'none', other: bigint | 'none'): boolean {
  if (other === 'none') return false;
  return value === 'none' || value > other;
}

export function fourEyesNeeded(limit: string, scope: string): Refusal {
  return {
    code: 'four_eyes_needed',
    message: `${limit} of ${scope} has four eyes: propose what loosens it, and another person approves it`,
    field: 'limit',
    actual: 'set by one person',
    expected: 'a proposal that another person approves',
  };
}

/**
 * The refusal of a configuration that would loosen limits with four eyes; undefined where it loosens none. `windows`
 * are windows of such limits that the configuration shortens, so that the limits count less.
 */
export function loosenedByFile(
  changes: readonly Required<ProposedLimit>[],
  windows: readonly string[],
): Refusal | undefined {
  const loosened = changes.filter(({ from, to }) => needsSecondPerson(from, to));
  const all = [...loosened.map(({ limit, scope }) => `${limit} of ${scope}`), ...windows];
  if (all.length === 0) return undefined;
  const names = all.join(', ');
  return {
    code: 'four_eyes_needed',
    message: `nothing was changed: the configuration would loosen limits that have four eyes: ${names}. Propose that (desk limits propose), and another person approves it; or say in the file what is in force`,
    actual: names,
    expected: 'the limits in force, or tighter ones',
  };
}

export function ownProposal(by: Actor): Refusal {
  return {
    code: 'own_proposal',
    message: `${by} proposed this: another person approves it`,
    field: 'proposalId',
    actual: by,
    expected: 'another person',
  };
}

export function otherProposal(by: Actor): Refusal {
  return {
    code: 'other_proposal',
    message: `${by} proposed this: nobody else withdraws it`,
    field: 'proposalId',
    actual: by,
    expected: 'an own proposal',
  };
}

export function proposalUnknown(proposalId: ProposalId): Refusal {
  return {
    code: 'proposal_unknown',
    message: `no proposal ${proposalId} waits: there is none, or it was approved, refused or withdrawn, or has expired, or its proposer may propose nothing any more`,
    field: 'proposalId',
    actual: proposalId,
  };
}

/**
 * What would hold an order back at its venue now, besides the rules of risk. A dry run shows it before an order is
 * sent. A rule that denies carries the code of the refusal that the order would get.
 */
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { RiskDecisionRecord, RuleResult } from '../../domain/order/riskDecision.ts';
import type { VenueGate } from '../gates/venueGate.ts';
import type { GuardSnapshot, VenueGuard } from '../resilience/venueGuard.ts';

/** Adds the venue's connection, breaker and record to the rules of a risk decision. */
export function withVenueDoor(
  decision: RiskDecisionRecord,
  guard: GuardSnapshot,
  gate: Pick<VenueGate, 'state' | 'refusal'>,
): RiskDecisionRecord {
  return withRules(decision, [connectionRule(guard), breakerRule(guard), recordRule(guard, gate)]);
}

/** Adds the same rules for an amend. An amend does not wait, so it is denied where a new order would wait. */
export function withAmendDoor(
  decision: RiskDecisionRecord,
  guard: Pick<VenueGuard, 'snapshot' | 'amendRefusal'>,
  gate: Pick<VenueGate, 'state' | 'refusal' | 'letsThrough'>,
): RiskDecisionRecord {
  const now = guard.snapshot();
  return withRules(decision, [
    connectionRule(now),
    denied(breakerRule(now), guard.amendRefusal()),
    denied(recordRule(now, gate), gate.letsThrough ? undefined : gate.refusal()),
  ]);
}

function withRules(decision: RiskDecisionRecord, door: readonly RuleResult[]): RiskDecisionRecord {
  const level = door.every(({ verdict }) => verdict === 'pass') ? decision.level : 'high';
  return { ...decision, level, rules: [...decision.rules, ...door] };
}

function denied(rule: RuleResult, refusal: Refusal | undefined): RuleResult {
  return refusal === undefined ? rule : { ...rule, verdict: 'deny', message: refusal.message };
}

function connectionRule({ venue, connected, connectionDetail, silentSince }: GuardSnapshot): RuleResult {
  const rule = 'venue_not_connected';
  const limit = 'connected';
  if (!connected) {
    const message = `venue ${venue} is not connected: ${connectionDetail}`;
    return { rule, verdict: 'deny', input: 'not connected', limit, message };
  }
  if (silentSince === undefined) return { rule, verdict: 'pass', input: limit, limit };
  const message = `venue ${venue} is connected and has not answered since ${silentSince}: an order that is sent to it may be in doubt`;
  return { rule, verdict: 'warn', input: 'silent', limit, message };
}

function breakerRule({ venue, breaker }: GuardSnapshot): RuleResult {
  const rule = 'breaker_open';
  const limit = 'closed';
  const { state, reason, actor, nextProbeInMs } = breaker;
  const input = state.replace('_', ' ');
  if (state === 'closed') return { rule, verdict: 'pass', input, limit };
  const by = state === 'isolated' ? ` by ${actor}` : '';
  const message = `the circuit breaker of venue ${venue} is ${input}${by}: ${reason}`;
  const isProbing = state === 'half_open' || (state === 'open' && nextProbeInMs === 0);
  return { rule, verdict: isProbing ? 'warn' : 'deny', input, limit, message };
}

function recordRule({ connected }: GuardSnapshot, gate: Pick<VenueGate, 'state' | 'refusal'>): RuleResult {
  const rule = 'venue_unreconciled';
  const limit = 'compared';
  if (gate.state === 'open') return { rule, verdict: 'pass', input: limit, limit };
  const { message } = gate.refusal();
  if (gate.state === 'differences') return { rule, verdict: 'deny', input: 'differs', limit, message };
  const waits = connected ? ': the order waits for that' : '';
  return { rule, verdict: 'warn', input: 'not compared', limit, message: `${message}${waits}` };
}

/** Whether a new order can leave, by venue, and what keeps it back. Everybody who shows a status uses it. */
import type { VenueId } from '../../kernel/ids.ts';
import type { Status } from '../status.ts';

export interface VenueDoor {
  readonly venue: VenueId;
  /** Sentences without a full stop; empty when orders can leave. */
  readonly closedBy: readonly string[];
}

/** What keeps every new order back, whatever its venue. Sentences without a full stop. */
export function deskClosedBy(status: Status): readonly string[] {
  const desk = status.trading.states.find(({ scope, state }) => scope === 'desk' && state !== 'active');
  return [
    ...(desk === undefined ? [] : [`the desk is ${desk.state}: ${desk.reason}`]),
    ...deskHeldBy(status),
  ];
}

/** What keeps every new order back, besides the desk's trading state. Sentences without a full stop. */
export function deskHeldBy({ accepting, fault, alerts, riskBreaker }: Status): readonly string[] {
  const hold = alerts.find(({ holdsOrders }) => holdsOrders);
  return [
    ...(accepting
      ? []
      : [fault === undefined ? 'the engine takes none' : `${fault.message} (${fault.code})`]),
    ...(hold === undefined ? [] : [`held by the alert ${hold.kind}`]),
    ...(riskBreaker.state === 'closed'
      ? []
      : [`the breaker of risk is ${riskBreaker.state}: ${riskBreaker.reason}`]),
  ];
}

/** What keeps the new orders of each venue back, besides what keeps back all orders of the desk. */
export function venueDoors({ venues, reconciliations, trading }: Status): readonly VenueDoor[] {
  return venues.map(({ venue, connected, connectionDetail, breaker }) => {
    const scope = trading.states.find((one) => one.scope === `venue:${venue}` && one.state !== 'active');
    const gate = reconciliations.find((one) => one.venue === venue)?.gate;
    const closedBy = [
      ...(connected ? [] : [`not connected (${connectionDetail})`]),
      ...(breaker.state === 'closed' || breaker.state === 'half_open'
        ? []
        : [`its breaker is ${breaker.state}: ${breaker.reason}`]),
      ...(scope === undefined ? [] : [`it is ${scope.state}: ${scope.reason}`]),
      ...(gate === undefined || gate === 'open' ? [] : [`its record ${gateWords[gate]}`]),
    ];
    return { venue, closedBy };
  });
}

export const gateWords = {
  open: 'agreed with ours',
  closed: 'is not compared yet',
  running: 'is being compared',
  differences: 'differs: waits for an operator',
} as const;

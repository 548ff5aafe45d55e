/** The incidents that recorded alerts stand for, and what waits for an operator's decision. */
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import type { AlertKind } from '../../../../main/domain/desk/alert.ts';
import type { AlertView, Status } from '../../../../shared/contract/status.ts';
import { counted, groupDecimal, groupInteger } from '../../../format/decimals.ts';
import { capital, sentence } from '../../../format/sentence.ts';
import type { Incident } from './incident.ts';

/** The alert of a kind, and of a venue where one is given: whether it is open, and since when. */
export function recordOf(
  status: Pick<Status, 'alerts' | 'alertsAcknowledged'>,
  kind: AlertKind,
  venue?: VenueId,
): Pick<Incident, 'record' | 'since'> {
  const isThat = (alert: AlertView): boolean =>
    alert.kind === kind && (venue === undefined || alert.venue === venue);
  const open = status.alerts.find(isThat);
  const alert = open ?? status.alertsAcknowledged.find(isThat);
  if (alert === undefined) return { record: 'none' };
  const quiet = open === undefined || open.mutedUntil !== undefined;
  return { record: quiet ? 'acknowledged' : 'open', since: Date.parse(alert.raisedAt) };
}

/** Only cancels leave until somebody acknowledges the alert. */
export function heldIncident({ alerts, alertsOpen }: Status): readonly Incident[] {
  const holding = alerts.find(({ holdsOrders }) => holdsOrders);
  if (holding === undefined) return [];
  return [
    {
      id: `held:${holding.alertId}`,
      kind: 'orders_held',
      title: 'No new order leaves',
      why: `Cancels go through. ${sentence(holding.message)}`,
      advice: sentence(holding.advice),
      since: Date.parse(holding.raisedAt),
      lead: {
        to: 'alerts',
        label: `Show the alert${alertsOpen > 1 ? ` and ${groupInteger(alertsOpen - 1)} more` : ''}`,
      },
      record: 'open',
      code: holding.kind,
    },
  ];
}

export function doubtIncident(status: Status): readonly Incident[] {
  const { ordersInDoubt, reconciliations } = status;
  const held = reconciliations.filter(({ gate }) => gate === 'differences');
  const open = held.reduce((sum, { unresolved }) => sum + unresolved, 0);
  return [
    ...(ordersInDoubt === 0
      ? []
      : [
          {
            ...recordOf(status, 'orders_in_doubt'),
            id: 'doubt',
            kind: 'orders_in_doubt' as const,
            title: `${counted(ordersInDoubt, 'order')} in doubt`,
            why: 'A request was not answered: whether the venue has it is not known, and it is not sent again.',
            advice: 'The desk asks the venue by itself; what it cannot settle waits for you.',
            lead: { to: 'recovery' as const, label: 'Show the evidence' },
          },
        ]),
    ...(held.length === 0
      ? []
      : [
          {
            ...recordOf(status, 'venue_differs'),
            id: 'differs',
            kind: 'venue_differs' as const,
            title: `No new order leaves to ${held.map(({ venue }) => venue).join(', ')}`,
            why: `Its record and the desk's differ: ${counted(open, 'difference')} must be settled or accepted first.`,
            advice: 'Cancels go through.',
            lead: { to: 'recovery' as const, label: 'Show the differences' },
          },
        ]),
  ];
}

/** Alerts of these kinds have another incident while their cause lasts. */
const toldOtherwise: readonly AlertKind[] = [
  'orders_in_doubt',
  'venue_differs',
  'venue_disconnected',
  'venue_silent',
  'breaker_open',
  'unprotected',
];

/** Filled quantity without its stop-loss, and every other open alert that is critical. */
export function alertIncidents(status: Status, now: number): readonly Incident[] {
  return [...unprotectedIncident(status, now), ...criticalIncident(status)];
}

function unprotectedIncident(status: Status, now: number): readonly Incident[] {
  const [oldest, ...others] = status.unprotected;
  if (oldest === undefined) return [];
  const more = others.length === 0 ? '' : `, and ${counted(others.length, 'more order')}`;
  return [
    {
      record: recordOf(status, 'unprotected').record,
      id: 'unprotected',
      kind: 'unprotected',
      title: `${groupDecimal(oldest.quantity)} ${oldest.symbol} unprotected${more}`,
      why: 'This quantity is filled, and its stop-loss does not work at a venue yet.',
      advice: 'If the exit does not come, close the position by hand.',
      // In whole seconds, because the age and the clock pass at slightly different rates.
      since: Math.round((now - oldest.ageMs) / 1_000) * 1_000,
      lead: { to: 'order', label: 'Show the order', orderId: oldest.orderId },
    },
  ];
}

function criticalIncident({ alerts, alertsOpen, trading }: Status): readonly Incident[] {
  const halted = trading.states.some(({ state }) => state !== 'active');
  const critical = alerts.filter(
    ({ severity, holdsOrders, mutedUntil, kind }) =>
      severity === 'critical' &&
      !holdsOrders &&
      mutedUntil === undefined &&
      !toldOtherwise.includes(kind) &&
      !(halted && kind === 'kill_switch_engaged'),
  );
  const [first] = critical;
  if (first === undefined) return [];
  // The worst come first, and only some are shown: the others may be critical too.
  const mayBeMore = alertsOpen > alerts.length && alerts.at(-1)?.severity === 'critical';
  return [
    {
      id: `alert:${first.alertId}`,
      kind: 'critical_alert',
      title:
        critical.length === 1
          ? capital(first.kind.replaceAll('_', ' '))
          : `${groupInteger(critical.length)}${mayBeMore ? ' or more' : ''} critical alerts`,
      why: sentence(first.message),
      advice: sentence(first.advice),
      since: Date.parse(first.raisedAt),
      lead: { to: 'alerts', label: critical.length === 1 ? 'Show the alert' : 'Show the alerts' },
      record: 'open',
      code: first.kind,
    },
  ];
}

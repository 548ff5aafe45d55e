/** The alerts as the window and the commands show them: the most urgent first. */
import type { AlertView, Status } from '../../../shared/contract/status.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import { severityOf } from '../../domain/alert/alertSeverity.ts';
import { alertSeverities, causeOf } from '../../domain/desk/alert.ts';
import type { AlertMute } from '../../domain/alert/alertMutes.ts';
import type { Alerts } from '../../engine/alerts/alertBook.ts';
import type { CurrentAlert } from '../../engine/alerts/alertRegister.ts';
import { operatorName } from './operatorName.ts';

const shownMax = 100;

export function alertViews(
  alerts: Pick<Alerts, 'current' | 'muteOf' | 'mutes'>,
): Pick<Status, 'alerts' | 'alertsOpen' | 'alertsMuted' | 'alertsAcknowledged' | 'alertMutes'> {
  const views = alerts
    .current()
    .toReversed()
    .map((alert) => alertView(alert, alerts.muteOf(alert)?.until))
    .toSorted((a, b) => rank(a) - rank(b));
  const open = views.filter(({ acknowledged }) => acknowledged === undefined);
  const alertsOpen = open.filter(({ mutedUntil }) => mutedUntil === undefined).length;
  return {
    alerts: open.slice(0, shownMax),
    alertsOpen,
    alertsMuted: open.length - alertsOpen,
    alertsAcknowledged: views.filter(({ acknowledged }) => acknowledged !== undefined).slice(0, shownMax),
    alertMutes: alerts.mutes().map(muteView),
  };
}

export function muteView({ what, until, by, at, reason }: AlertMute): Status['alertMutes'][number] {
  return { what, until: formatMicros(until), by: operatorName(by), at: formatMicros(at), reason };
}

export function alertView(
  { lasts: _, acknowledged, ...alert }: CurrentAlert,
  mutedUntil?: AlertMute['until'],
): AlertView {
  return {
    ...alert,
    severity: severityOf(alert),
    cause: causeOf(alert),
    ...(acknowledged !== undefined && {
      acknowledged: { ...acknowledged, by: operatorName(acknowledged.by) },
    }),
    ...(mutedUntil !== undefined && { mutedUntil: formatMicros(mutedUntil) }),
  };
}

/** Lower comes first. */
function rank({ holdsOrders, severity, mutedUntil }: AlertView): number {
  if (holdsOrders) return 0;
  return 1 + alertSeverities.indexOf(severity) + (mutedUntil === undefined ? 0 : alertSeverities.length);
}

/**
 * Finds what keeps a kill switch from sending more orders to close positions at a venue: an overfill, or repeated
 * refusals.
 */
import { decimal } from '../../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import { flattenOverfilledAlert, flattenRefusedAlert } from '../../../domain/alert/closingAlerts.ts';
import type { KillSwitch } from '../../../domain/trading/killSwitch/killSwitchState.ts';
import type { Alerts } from '../../alerts/alertBook.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';

export interface FlattenTroubleDependencies {
  readonly live: Pick<LiveOrders, 'find'>;
  readonly alerts: Pick<Alerts, 'raise' | 'open'>;
}

export interface FlattenTrouble {
  /** Why no further order may leave: an order was overfilled, and nobody has acknowledged it yet. */
  readonly stop?: string;
  /** Whether the last two orders or more were refused. */
  readonly isRefused: boolean;
}

const refusedTold = 2;

/** Raises the alerts about the trouble. */
export async function flattenTrouble(
  { live, alerts }: FlattenTroubleDependencies,
  { killId, name, rows }: KillSwitch,
  venue: VenueId,
): Promise<FlattenTrouble> {
  const sent = Array.from(rows, ({ shown }) => shown).filter((row) => row.flattens && row.venue === venue);
  const stopped: string[] = [];
  for (const { orderId } of sent) {
    const view = await live.find(orderId);
    if (view === undefined || decimal(view.filledQuantity) <= decimal(view.quantity)) continue;
    const alert = flattenOverfilledAlert(name, { ...view, orderId, venue });
    // The alert counts at once, and is on disk when the store takes it.
    void alerts.raise(alert);
    if (alerts.open().some(({ alertId }) => alertId === alert.alertId)) stopped.push(orderId);
  }
  const refused =
    sent.length - 1 - sent.findLastIndex(({ state }) => state !== 'rejected' && state !== 'denied');
  const isRefused = refused >= refusedTold;
  if (isRefused) {
    const why = `${refused} orders in a row were refused, the last one: ${sent.at(-1)?.detail ?? 'without a reason'}`;
    void alerts.raise(flattenRefusedAlert(killId, name, venue, why));
  }
  if (stopped.length === 0) return { isRefused };
  const stop = `${stopped.join(', ')} closed more than there was at ${venue}: nothing more is sent until the alert is acknowledged`;
  return { isRefused, stop };
}

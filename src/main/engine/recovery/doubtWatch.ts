/**
 * Raises one alert for all orders of a venue in doubt, however many there are. The alert counts them while it is open,
 * and ends once the last one is settled.
 */
import { alertIdOf, type OrderId, type VenueId } from '../../../shared/kernel/ids.ts';
import { lacksOutcome } from '../commands/inDoubtOrders.ts';
import type { OrderView } from '../orders/orderView.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import type { Alerts } from '../alerts/alertBook.ts';

const namedMax = 3;

/** The orders in doubt at one venue. */
interface Doubts {
  /** Oldest first. */
  readonly now: Map<OrderId, OrderView>;
  /** The orders in doubt at the last look: a doubt that ends before the next look raises no alert. */
  before: ReadonlySet<OrderId>;
  /** All orders that the alert has counted since the venue last had none in doubt. */
  readonly told: Set<OrderId>;
}

export class DoubtWatch {
  private readonly alerts: Pick<Alerts, 'raise' | 'restate' | 'end' | 'current' | 'open'>;
  private readonly venues = new Map<VenueId, Doubts>();

  constructor(alerts: Pick<Alerts, 'raise' | 'restate' | 'end' | 'current' | 'open'>) {
    this.alerts = alerts;
  }

  /** Takes in orders as they are now. */
  observe(views: Iterable<OrderView>): void {
    for (const view of views) {
      const doubts = this.venues.get(view.venue);
      if (!lacksOutcome(view)) doubts?.now.delete(view.orderId);
      else if (doubts !== undefined) doubts.now.set(view.orderId, view);
      else {
        const now = new Map([[view.orderId, view]]);
        this.venues.set(view.venue, { now, before: new Set(), told: new Set() });
      }
    }
  }

  /** Called once a second. */
  look(): void {
    for (const alert of this.alerts.current().filter(isOfDoubts)) {
      const doubts = alert.venue && this.venues.get(alert.venue);
      const isOver = doubts === undefined || doubts.now.size === 0;
      if (isOver) void this.alerts.end(({ alertId }) => alertId === alert.alertId, settled(alert, doubts));
    }
    for (const [venue, doubts] of this.venues) {
      if (doubts.now.size === 0) this.venues.delete(venue);
      else this.lookAt(venue, doubts);
    }
  }

  private lookAt(venue: VenueId, doubts: Doubts): void {
    const { now, before, told } = doubts;
    const open = this.alerts.open().find((alert) => isOfDoubts(alert) && alert.venue === venue);
    // An acknowledged alert covers the orders that it has counted.
    const untold = [...now.keys()].find((orderId) => before.has(orderId) && !told.has(orderId));
    doubts.before = new Set(now.keys());
    if (open === undefined && untold === undefined) return;
    for (const orderId of now.keys()) told.add(orderId);
    const message = describe(venue, [...now.values()]);
    if (open !== undefined) this.alerts.restate(open.alertId, message);
    else {
      void this.alerts.raise({
        alertId: alertIdOf(`orders_in_doubt:${venue}:${untold}`),
        kind: 'orders_in_doubt',
        cause: `orders_in_doubt:${venue}`,
        lasts: true,
        holdsOrders: false,
        message,
        advice:
          'The desk goes on asking the venue, and this alert ends once it knows. What the venue can not tell, ask its people, and settle it by hand: the Recovery screen and desk settle have the evidence.',
        venue,
      });
    }
  }
}

const isOfDoubts = ({ kind }: Alert): boolean => kind === 'orders_in_doubt';

function describe(venue: VenueId, orders: readonly OrderView[]): string {
  const ids = orders.slice(0, namedMax).map(({ orderId }) => orderId);
  const more = orders.length > ids.length ? ` and ${orders.length - ids.length} more` : '';
  const many = orders.length === 1 ? '1 order' : `${orders.length} orders`;
  const [{ status, reason } = {}] = orders;
  const why = status === 'in_doubt' && reason !== undefined ? `: ${reason}` : '';
  return `nobody knows what became of ${many} at venue ${venue} (${ids.join(', ')}${more})${why}`;
}

function settled({ venue }: Alert, doubts: Doubts | undefined): string {
  const counted = doubts?.told.size ?? 0;
  const of = counted === 0 ? '' : `; it counted ${counted}`;
  return `no order at venue ${venue} is in doubt any more${of}`;
}

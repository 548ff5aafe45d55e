/**
 * An alert needs a person. Only one is open for each cause, and repetitions count on it. It stays open until somebody
 * acknowledges it with a reason, or until its cause is gone.
 */
import type { OrderId, StreamId, VenueId, AlertId } from '../../../shared/kernel/ids.ts';
import { isNameOf, namesOf } from '../../../shared/kernel/names.ts';

export const alertSeverities = ['critical', 'warning', 'info'] as const;
/** `critical`: money or the record is wrong, or may be soon. `info`: a person should know, and need not act now. */
export type AlertSeverity = (typeof alertSeverities)[number];

interface AlertKindFacts {
  readonly severity: AlertSeverity;
  /**
   * - `store`: the store is not what was written. While such an alert is open, nothing proves the store right.
   * - `disagreement`: the desk and a venue differ, or limits are not those that somebody asked for.
   */
  readonly about?: 'store' | 'disagreement';
}

/** Stable words; new kinds are added at the end. */
export const alertKindFacts = {
  overfill: { severity: 'critical' },
  derived_file_remade: { severity: 'info' },
  event_not_understood: { severity: 'critical' },
  bracket_over_closed: { severity: 'critical' },
  reduce_only_reversed: { severity: 'critical' },
  fill_after_end: { severity: 'critical' },
  fill_never_sent: { severity: 'critical' },
  fill_worse_than_limit: { severity: 'critical' },
  fill_price_not_taken: { severity: 'critical' },
  reinstated: { severity: 'critical' },
  settlement_contradicted: { severity: 'critical' },
  filled_beyond_exit: { severity: 'warning' },
  unprotected: { severity: 'critical' },
  not_configured: { severity: 'warning' },
  store_rolled_back: { severity: 'critical', about: 'store' },
  chain_broken: { severity: 'critical', about: 'store' },
  checkpoints_removed: { severity: 'critical', about: 'store' },
  signing_key_gone: { severity: 'warning' },
  wal_large: { severity: 'warning' },
  kill_switch_engaged: { severity: 'critical' },
  configuration_refused: { severity: 'warning', about: 'disagreement' },
  venue_report_not_applied: { severity: 'critical' },
  fix_session: { severity: 'critical' },
  reader_ended: { severity: 'info' },
  signals_not_taken: { severity: 'warning' },
  execution_busted: { severity: 'critical' },
  execution_corrected: { severity: 'critical' },
  order_restated: { severity: 'warning', about: 'disagreement' },
  price_file_refused: { severity: 'warning' },
  market_data_refused: { severity: 'warning' },
  orders_untold: { severity: 'critical' },
  flatten_refused: { severity: 'critical' },
  flatten_overfilled: { severity: 'critical' },
  open_after_flat: { severity: 'critical' },
  venue_throttles: { severity: 'warning' },
  venue_report_contradictory: { severity: 'critical' },
  venue_differs: { severity: 'critical' },
  order_adopted: { severity: 'warning', about: 'disagreement' },
  orders_in_doubt: { severity: 'critical' },
  venue_not_compared: { severity: 'critical' },
  limits_not_said: { severity: 'critical' },
  venue_disconnected: { severity: 'critical' },
  venue_silent: { severity: 'warning' },
  breaker_open: { severity: 'critical' },
  signals_never_sent: { severity: 'critical' },
  webhook_failed: { severity: 'warning' },
  drop_copy_differs: { severity: 'critical' },
  drop_copy_down: { severity: 'critical' },
  lease_taken: { severity: 'warning' },
  lease_handed_over: { severity: 'warning' },
} as const satisfies Readonly<Record<string, AlertKindFacts>>;
export type AlertKind = keyof typeof alertKindFacts;
export const alertKinds = namesOf(alertKindFacts);

const kindsAbout = (what: AlertKindFacts['about']): readonly AlertKind[] =>
  alertKinds.filter((kind) => {
    const facts: AlertKindFacts = alertKindFacts[kind];
    return facts.about === what;
  });
export const storeAlertKinds = kindsAbout('store');
export const disagreementKinds = kindsAbout('disagreement');

export interface Alert {
  /** Identifies the fact, so that the same fact raises only one alert: `overfill:<order>:<execution>`. */
  readonly alertId: AlertId;
  readonly kind: AlertKind;
  /**
   * The cause that several facts share: while an alert of that cause is open, they count on it. Absent: the alert's id.
   */
  readonly cause?: string;
  /** The cause lasts until AlertEnded. Until then the alert stays visible, even after somebody has acknowledged it. */
  readonly lasts?: true;
  /**
   * Whether new orders are held back while the alert is open: each is denied with `orders_held`, and exits of brackets
   * wait. Cancels pass, and so do amends that only reduce their order, and orders that a kill switch sends to close a
   * position.
   */
  readonly holdsOrders: boolean;
  /** One sentence: what happened, with the values. */
  readonly message: string;
  /** One sentence: what to do. */
  readonly advice: string;
  readonly orderId?: OrderId;
  readonly venue?: VenueId;
  readonly stream?: StreamId;
  /** Position of the event that the alert is about. */
  readonly position?: number;
}

export const causeOf = ({ cause, alertId }: Pick<Alert, 'alertId' | 'cause'>): string => cause ?? alertId;

/** Alert events of the `desk` stream; the actor of an event is who acknowledged, muted or unmuted. */
export interface AlertEventData {
  readonly AlertRaised: Alert;
  /** A further fact of the same cause came while the alert was open. `fact` is the alert id that it would have had. */
  readonly AlertRepeated: {
    readonly alertId: AlertId;
    readonly fact: AlertId;
    readonly message: string;
    readonly position?: number;
  };
  readonly AlertAcknowledged: { readonly alertId: AlertId; readonly reason: string };
  /** The cause of the alert is gone; `message` says how. */
  readonly AlertEnded: { readonly alertId: AlertId; readonly message: string };
  /** Alerts of this kind or cause are recorded and counted, and call nobody until then: UTC with microseconds. */
  readonly AlertsMuted: { readonly what: string; readonly until: string; readonly reason: string };
  readonly AlertsUnmuted: { readonly what: string; readonly reason: string };
}

export type AlertEventType = keyof AlertEventData;
const ofAlerts: Readonly<Record<AlertEventType, true>> = {
  AlertRaised: true,
  AlertRepeated: true,
  AlertAcknowledged: true,
  AlertEnded: true,
  AlertsMuted: true,
  AlertsUnmuted: true,
};
export const alertEventTypes = namesOf(ofAlerts);

export function isAlertEvent<Event extends { readonly type: string }>(
  event: Event,
): event is Extract<Event, { readonly type: AlertEventType }> {
  return isNameOf(ofAlerts, event.type);
}

/**
 * An alert needs a person. One is open for each cause, and what happens again counts on it. It stays open until somebody
 * acknowledges it with a reason, or until its cause is gone.
 */
import type { OrderId, StreamId, VenueId } from '../../../shared/kernel/ids.ts';

/** Stable words; new kinds are added at the end. */
export const alertKinds = [
  'overfill',
  'derived_file_remade',
  'event_not_understood',
  'bracket_over_closed',
  'reduce_only_reversed',
  'fill_after_end',
  'fill_never_sent',
  'fill_worse_than_limit',
  'fill_price_not_taken',
  'reinstated',
  'settlement_contradicted',
  'filled_beyond_exit',
  'unprotected',
  'not_configured',
  'store_rolled_back',
  'chain_broken',
  'checkpoints_removed',
  'signing_key_gone',
  'wal_large',
  'kill_switch_engaged',
  'configuration_refused',
  'venue_report_not_applied',
  'fix_session',
  'reader_ended',
  'signals_not_taken',
  'execution_busted',
  'execution_corrected',
  'order_restated',
  'price_file_refused',
  'market_data_refused',
  'orders_untold',
  'flatten_refused',
  'flatten_overfilled',
  'open_after_flat',
  'venue_throttles',
  'venue_report_contradictory',
  'venue_differs',
  'order_adopted',
  'orders_in_doubt',
  'venue_not_compared',
  'limits_not_said',
  'venue_disconnected',
  'venue_silent',
  'breaker_open',
  'signals_never_sent',
  'webhook_failed',
  'drop_copy_differs',
  'drop_copy_down',
] as const;
export type AlertKind = (typeof alertKinds)[number];

/**
 * The kinds which say that the store is not what was written: while such an alert is open, nothing proves the store
 * right.
 */
export const storeAlertKinds = [
  'store_rolled_back',
  'chain_broken',
  'checkpoints_removed',
] as const satisfies readonly AlertKind[];

/**
 * The kinds below critical which say that the desk and a venue differ, or that limits are not those that somebody asked
 * for.
 */
export const differenceKinds = [
  'order_adopted',
  'order_restated',
  'configuration_refused',
] as const satisfies readonly AlertKind[];

export const alertSeverities = ['critical', 'warning', 'info'] as const;
/** `critical`: money or the record is wrong, or may be soon. `info`: a person should know, and need not act now. */
export type AlertSeverity = (typeof alertSeverities)[number];

export interface Alert {
  /** Names what happened, so that the same fact is told once: `overfill:<order>:<execution>`. */
  readonly alertId: string;
  readonly kind: AlertKind;
  /** What several such facts have in common: while an alert of that cause is open, they count on it. Absent: the id. */
  readonly cause?: string;
  /** The cause lasts until AlertEnded. Until then the alert stays in sight, also after it was acknowledged. */
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
  /** Something more of the same cause happened while the alert was open. `fact` is the id that it would have had. */
  readonly AlertRepeated: {
    readonly alertId: string;
    readonly fact: string;
    readonly message: string;
    readonly position?: number;
  };
  readonly AlertAcknowledged: { readonly alertId: string; readonly reason: string };
  /** The cause of the alert is gone: `message` says how. */
  readonly AlertEnded: { readonly alertId: string; readonly message: string };
  /** Alerts of this kind or cause are recorded and counted, and call nobody until then: UTC with microseconds. */
  readonly AlertsMuted: { readonly what: string; readonly until: string; readonly reason: string };
  readonly AlertsUnmuted: { readonly what: string; readonly reason: string };
}

export type AlertEventType = keyof AlertEventData;
export const alertEventTypes = [
  'AlertRaised',
  'AlertRepeated',
  'AlertAcknowledged',
  'AlertEnded',
  'AlertsMuted',
  'AlertsUnmuted',
] as const satisfies readonly AlertEventType[];

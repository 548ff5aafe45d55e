/**
 * An alert needs a person. It is raised once for each cause, and stays open until somebody acknowledges it with a
 * reason, or until its cause has ended by itself.
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
  'limits_not_said',
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

export interface Alert {
  /** Made from the cause, so that one cause raises one alert: `overfill:<execution>`. */
  readonly alertId: string;
  readonly kind: AlertKind;
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

/** Alert events of the `desk` stream; the event's actor is who acknowledged, and the engine where the cause has ended. */
export interface AlertEventData {
  readonly AlertRaised: Alert;
  readonly AlertAcknowledged: { readonly alertId: string; readonly reason: string };
  /** The cause has ended by itself: `message` says how. */
  readonly AlertEnded: { readonly alertId: string; readonly message: string };
}

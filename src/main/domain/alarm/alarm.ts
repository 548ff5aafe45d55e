/** What needs a person: raised once for each cause, and open until somebody acknowledges it with a reason. */
import type { OrderId, StreamId, VenueId } from '../../../shared/kernel/ids.ts';

/** Stable words; the list is open at its end. */
export const alarmKinds = [
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
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

/** Those that say that the store is not what was written: as long as one is open, nothing vouches for it. */
export const storeAlarmKinds = [
  'store_rolled_back',
  'chain_broken',
  'checkpoints_removed',
] as const satisfies readonly AlarmKind[];

export interface Alarm {
  /** Made of the cause, so that one cause raises one alarm: `overfill:<execution>`. */
  readonly alarmId: string;
  readonly kind: AlarmKind;
  /**
   * While it is open no new order leaves: each is denied with `orders_held`, exits of brackets wait. Cancels pass, so do
   * amends that only reduce their order and what a kill switch sends to close a position.
   */
  readonly holdsOrders: boolean;
  /** What happened, with the values; one sentence. */
  readonly message: string;
  /** What to do; one sentence. */
  readonly advice: string;
  readonly orderId?: OrderId;
  readonly venue?: VenueId;
  readonly stream?: StreamId;
  /** Of the event that it is about. */
  readonly position?: number;
}

/** On the `desk` stream; who acknowledged is the event's actor. */
export interface AlarmEventData {
  readonly AlarmRaised: Alarm;
  readonly AlarmAcknowledged: { readonly alarmId: string; readonly reason: string };
}

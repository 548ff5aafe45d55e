/** How much each kind of alert matters. */
import type { Alert, AlertKind, AlertSeverity } from '../desk/alert.ts';

const severities: Readonly<Record<AlertKind, AlertSeverity>> = {
  overfill: 'critical',
  derived_file_remade: 'info',
  event_not_understood: 'critical',
  bracket_over_closed: 'critical',
  reduce_only_reversed: 'critical',
  fill_after_end: 'critical',
  fill_never_sent: 'critical',
  fill_worse_than_limit: 'critical',
  fill_price_not_taken: 'critical',
  reinstated: 'critical',
  settlement_contradicted: 'critical',
  filled_beyond_exit: 'warning',
  unprotected: 'critical',
  not_configured: 'warning',
  store_rolled_back: 'critical',
  chain_broken: 'critical',
  checkpoints_removed: 'critical',
  signing_key_gone: 'warning',
  wal_large: 'warning',
  kill_switch_engaged: 'critical',
  configuration_refused: 'warning',
  venue_report_not_applied: 'critical',
  fix_session: 'critical',
  reader_ended: 'info',
  signals_not_taken: 'warning',
  execution_busted: 'critical',
  execution_corrected: 'critical',
  order_restated: 'warning',
  price_file_refused: 'warning',
  market_data_refused: 'warning',
  orders_untold: 'critical',
  flatten_refused: 'critical',
  flatten_overfilled: 'critical',
  open_after_flat: 'critical',
  venue_throttles: 'warning',
  venue_report_contradictory: 'critical',
  venue_differs: 'critical',
  order_adopted: 'warning',
  orders_in_doubt: 'critical',
  venue_not_compared: 'critical',
  limits_not_said: 'critical',
  venue_disconnected: 'critical',
  venue_silent: 'warning',
  breaker_open: 'critical',
  signals_never_sent: 'critical',
  webhook_failed: 'warning',
  drop_copy_differs: 'critical',
  drop_copy_down: 'critical',
};

/** A kind that a later version has written means nothing here, so it may be anything. */
export function severityOf({ kind, holdsOrders }: Pick<Alert, 'kind' | 'holdsOrders'>): AlertSeverity {
  const known: Readonly<Record<string, AlertSeverity>> = severities;
  return holdsOrders ? 'critical' : (known[kind] ?? 'critical');
}

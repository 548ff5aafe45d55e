/** The invariants of a run. docs/simulator.md explains each. */
export const invariantNames = [
  'chain_intact',
  'legal_transitions',
  'acknowledged_is_durable',
  'one_outcome',
  'instants_in_range',
  'restart_succeeds',
  'intent_is_durable',
  'stands_on_disk',
  'sent_once',
  'numbers_go_on',
  'sent_again_at_once',
  'compared_before_sending',
  'not_sent_while_halted',
  'only_reduces_while_reducing',
  'within_set_limits',
  'judged_by_limits_in_force',
  'override_in_force',
  'two_persons',
  'acts_by_right',
  'refused_changes_nothing',
  'amend_within_limits',
  'fill_is_real',
  'fill_counts_once',
  'never_ended_here_while_working_there',
  'replay_equals_live',
  'subscriber_misses_nothing',
  'nothing_pending_for_ever',
  'fills_equal',
  'positions_are_what_stands',
  'orders_equal',
  'protected_at_rest',
  'no_exit_beyond_position',
  'released_when_flat',
  'surprise_has_alert',
  'room_is_given_back',
  'kill_switch_finishes',
  'kill_switch_is_true',
  'held_is_recorded',
  'rollback_is_noticed',
  'held_until_accepted',
  'answered_is_not_in_doubt',
  'unknown_is_said_thrice',
  'slower_when_told',
  'cancels_keep_room',
  'life_is_heard',
  'silence_is_told',
  'doubt_alert_ends',
  'no_bug_shows',
] as const;
export type InvariantName = (typeof invariantNames)[number];

export interface Violation {
  readonly invariant: InvariantName;
  readonly detail: string;
}

export type Report = (invariant: InvariantName, detail: string) => void;

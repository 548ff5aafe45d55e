/** The invariants that find each planted bug. A run that fails on another one has not found the bug. */
import type { InvariantName } from '../checks/violation.ts';
import type { plantedBugs } from './plantedBugs.ts';

/** The engine finds a single row of a kill switch again by itself: there is nothing to find. */
export type FindableBug = Exclude<keyof typeof plantedBugs, 'forgetsOneKillRowAtRestart'>;

export const foundBy: Readonly<Record<FindableBug, readonly InvariantName[]>> = {
  sendsAgainUnderNewId: ['sent_once', 'intent_is_durable'],
  rejectsOnTimeout: ['never_ended_here_while_working_there', 'fills_equal', 'orders_equal'],
  dropsLateFills: ['fills_equal'],
  countsExecutionsTwice: ['fill_is_real'],
  forgetsRevisions: ['fills_equal', 'orders_equal'],
  sendsFromItsOwnQueue: ['not_sent_while_halted', 'only_reduces_while_reducing'],
  forgetsLimitsAtRestart: ['within_set_limits', 'judged_by_limits_in_force', 'two_persons'],
  createsMoreThanJudged: ['within_set_limits'],
  leavesALimitOut: ['judged_by_limits_in_force'],
  admitsAnybody: ['acts_by_right'],
  keepsOldRoles: ['acts_by_right'],
  setsWhatItRefuses: ['refused_changes_nothing'],
  forgetsProposersAtRestart: ['two_persons'],
  forgetsFourEyesAtRestart: ['two_persons'],
  forgetsEndsOfProposals: ['two_persons'],
  forgetsEndsOfOverridesAtRestart: ['override_in_force'],
  forgetsEndsOfMutes: ['mute_ends'],
  callsWhatIsMuted: ['muted_tells_nobody'],
  countsLimitsFromTheNextStart: ['within_set_limits', 'judged_by_limits_in_force', 'two_persons'],
  forgetsKillLedgerAtRestart: ['kill_switch_finishes'],
  killsWithoutAskingWhatWorks: ['kill_switch_is_true'],
  killsWithoutAskingWhatIsHeld: ['kill_switch_is_true'],
  dropsWhatItHeldOffRecord: ['held_is_recorded'],
  amendsPastRisk: ['amend_within_limits'],
  leavesExitsWorking: ['no_exit_beyond_position'],
  hidesSurprises: ['surprise_has_alert'],
  hidesOverfills: ['surprise_has_alert'],
  believesOneUnknown: ['unknown_is_said_thrice'],
  // The engine goes on from rows that no other will find.
  takesSilenceForYes: [
    'acknowledged_is_durable',
    'intent_is_durable',
    'no_bug_shows',
    'nothing_pending_for_ever',
  ],
  writesUnderAnyEpoch: ['one_engine_writes'],
  sendsWithoutLease: ['one_engine_sends'],
  takesOverEarly: ['one_engine_sends'],
  takesOverWithoutComparing: ['never_ended_here_while_working_there', 'fills_equal', 'orders_equal'],
  judgesBeforeItReads: ['answered_is_not_in_doubt'],
  takesWrittenForAnswered: ['life_is_heard'],
  repeatsTheLastPrice: ['life_is_heard'],
  hidesSilence: ['silence_is_told'],
  keepsDoubtAlerts: ['doubt_alert_ends'],
  knowsOnlyAskedTerms: ['orders_equal'],
  ignoresTooFast: ['slower_when_told'],
  forgetsThrottlesAtRestart: ['slower_when_told'],
  holdsCancelsWhenTooFast: ['cancels_keep_room'],
  acceptsByItself: ['held_until_accepted', 'rollback_is_noticed'],
  takesInstantsOfAnyYear: ['instants_in_range'],
  // What can't be read can't be made equal to the venue's record either.
  failsOnAnEdgeAtRestart: ['restart_succeeds', 'no_bug_shows', 'fills_equal'],
  acknowledgesBeforeCommit: ['acknowledged_is_durable'],
  callsVenueBeforeCommit: ['intent_is_durable'],
  // An order that goes on from what was lost may also be made a second time.
  sendsAgainAsNew: ['numbers_go_on'],
  sendsStaleOrdersAgain: ['sent_again_at_once'],
  leavesBeforeItsRecord: ['numbers_go_on'],
  takesGapForProof: ['never_ended_here_while_working_there', 'fills_equal', 'orders_equal'],
  keepsWhatStoodOnALostCommit: ['stands_on_disk', 'legal_transitions'],
};

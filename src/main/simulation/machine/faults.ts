/** The faults of a simulated run, each with its name and its probability. */
import { tableOf } from '../../../shared/kernel/records.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Prng } from './prng.ts';
import { namesOf } from '../../../shared/kernel/names.ts';

/** Every fault with its probability when it is on, and the event to which the probability refers. */
export const faultCatalogue = {
  lose_request: { usual: 0.03, of: 'request', does: 'the venue never gets it, and nobody says so' },
  lose_answer: { usual: 0.05, of: 'answer', does: 'the venue did as asked and its answer is lost' },
  lose_report: { usual: 0.02, of: 'report', does: 'a report is lost on the way' },
  delay: { usual: 0.05, of: 'message', does: 'it takes up to ten seconds, and all behind it with it' },
  reorder: { usual: 0.05, of: 'message', does: 'later ones overtake it, by up to two seconds' },
  repeat: { usual: 0.05, of: 'report', does: 'it comes twice' },
  not_sent: { usual: 0.02, of: 'call', does: 'it fails before anything is sent' },
  reject: { usual: 0.03, of: 'submission', does: 'the venue rejects it' },
  throttle: {
    usual: 0.03,
    of: 'second and venue',
    does: 'for up to a minute the venue takes one request a second and refuses others as too fast',
  },
  refuse_change: { usual: 0.05, of: 'cancel or replace', does: 'the venue refuses it' },
  partial_fill: { usual: 0.4, of: 'fill', does: 'only a part is filled' },
  untimely_fill: {
    usual: 0.2,
    of: 'cancel or replace',
    does: 'the order is filled, whole or in part, just before it',
  },
  beyond_terms: {
    usual: 0.01,
    of: 'fill, or end of an order',
    does: 'the venue fills too much, worse than the limit, or some more after the end',
  },
  revise: {
    usual: 0.03,
    of: 'version of an execution',
    does: 'the venue takes it back or corrects it, up to half a minute later',
  },
  restate: {
    usual: 0.05,
    of: 'second and venue, or replace',
    does: 'the venue changes the terms of an order by itself, or replaces it with others than were asked for',
  },
  day_end: {
    usual: 0.02,
    of: 'second and venue',
    does: 'the venue is done for the day: DAY orders end, others go on',
  },
  foreign_order: {
    usual: 0.02,
    of: 'second and venue',
    does: 'somebody else enters an order in our account',
  },
  unseen_order: {
    usual: 0.01,
    of: 'second and venue',
    does: 'the same, told by no report; the operator hears of it and pulls the kill switch on it',
  },
  disconnect: { usual: 0.02, of: 'second and venue', does: 'the connection is lost for up to a minute' },
  outage: { usual: 0.003, of: 'second and venue', does: 'the connection is lost for minutes' },
  freeze: {
    usual: 0.005,
    of: 'second and venue',
    does: 'the venue stands still for up to 40 seconds: what is sent to it waits, and it says nothing',
  },
  crash: { usual: 0.02, of: 'second', does: 'the engine dies between two steps' },
  stand_still: {
    usual: 0.01,
    of: 'second, or submission',
    does: "the engine's process stands still for up to 15 seconds",
  },
  crash_in_commit: { usual: 0.003, of: 'append', does: 'the engine dies with a part of a commit on disk' },
  slow_commit: {
    usual: 0.1,
    of: 'commit',
    does: 'the disk takes up to a quarter of a second, now and then five, and decisions go ahead of it',
  },
  lost_commit: { usual: 0.01, of: 'commit', does: 'it fails, and nothing can be written for a moment' },
  crash_in_kill: {
    usual: 0.2,
    of: 'kill switch',
    does: 'the engine dies within three seconds of its pulling',
  },
  lose_views: { usual: 0.1, of: 'crash', does: 'the read model is lost with it' },
  roll_back: {
    usual: 0.2,
    of: 'run',
    does: 'at its end an older copy of the store takes its place, and every signal is sent again',
  },
  disk_full: { usual: 0.01, of: 'second', does: 'nothing can be written for some seconds' },
  clock_step: { usual: 0.01, of: 'second', does: 'the wall clock steps, also backwards' },
  reader_fails: {
    usual: 0.02,
    of: 'event',
    does: 'a durable subscriber throws, or takes its time',
  },
  repeat_signal: { usual: 0.1, of: 'signal', does: 'it is sent again under the same id' },
  bad_signal: { usual: 0.05, of: 'signal', does: 'it breaks a rule' },
  edge_instant: {
    usual: 0.05,
    of: 'signal',
    does: 'an instant of it is at an end of 1970 to 2200, or beyond',
  },
  cancel: { usual: 0.2, of: 'second', does: 'the operator cancels an order' },
  amend: { usual: 0.2, of: 'second', does: 'the operator amends an order, often without sense' },
  breaker: { usual: 0.02, of: 'second', does: 'the operator trips, isolates or resets a breaker' },
  limit: {
    usual: 0.03,
    of: 'second',
    does: 'somebody sets, loosens or clears a limit of some scope',
  },
  override: {
    usual: 0.03,
    of: 'second',
    does: 'somebody lets a signal pass soft limits for some seconds, and it comes about when they are over',
  },
  propose: {
    usual: 0.05,
    of: 'second',
    does: 'somebody proposes a limit or an override, or answers such a proposal, often of their own',
  },
  mute: {
    usual: 0.05,
    of: 'second',
    does: 'somebody lets alerts of a kind or a cause call nobody for up to a minute, or call again',
  },
  profile: {
    usual: 0.05,
    of: 'second',
    does: 'an administrator gives a person another role or password, or removes the profile',
  },
  trespass: { usual: 0.2, of: 'act of a person', does: 'somebody tries it who may have no right to it' },
  trading: { usual: 0.02, of: 'second', does: 'the operator restricts or enables trading in a scope' },
  kill: { usual: 0.01, of: 'second', does: 'the operator pulls the kill switch on a scope' },
  stop: { usual: 0.005, of: 'second', does: 'the operator stops the engine and starts it again' },
  record: {
    usual: 0.3,
    of: 'run',
    does: "the record is elsewhere, as in PostgreSQL, and the engine's machine has a copy",
  },
  record_late: {
    usual: 0.03,
    of: 'question to the record',
    does: 'its answer takes up to twelve seconds, and the engine waits for ten',
  },
  record_cut: {
    usual: 0.02,
    of: 'question to the record',
    does: 'the connection is lost before the record works on it, while it does, or before the answer',
  },
  record_refuse: {
    usual: 0.005,
    of: 'second',
    does: 'the record ends all sessions, and takes none for up to a minute',
  },
  standby: {
    usual: 0.7,
    of: 'run with a record elsewhere',
    does: 'a second engine waits on another machine, whose clock runs at another rate',
  },
  cut_from_record: {
    usual: 0.02,
    of: 'second',
    does: 'a machine does not reach the record for up to half a minute, and nobody tells it',
  },
  cut_from_venues: {
    usual: 0.01,
    of: 'second',
    does: 'a machine reaches no venue for up to a minute',
  },
} as const satisfies Record<string, { usual: number; of: string; does: string }>;

export type FaultName = keyof typeof faultCatalogue;
export type Faults = Readonly<Record<FaultName, number>>;

export const faultNames = namesOf(faultCatalogue);

export const noFaults: Faults = tableOf(faultNames, () => 0);

/**
 * Faults that touch no order, and those of a record elsewhere. Both have sources of chance of their own, so that a seed's
 * orders go on as without them.
 */
const touchingNoOrder: ReadonlySet<FaultName> = new Set(['mute']);
const ofTheRecord: ReadonlySet<FaultName> = new Set([
  'record',
  'record_late',
  'record_cut',
  'record_refuse',
  'standby',
  'cut_from_record',
  'cut_from_venues',
]);

/**
 * Draws a mix of faults for each seed, so that rare faults also happen without the common ones. `apart` is for those that
 * touch no order, `elsewhere` for those of the record.
 */
export function drawFaults(random: Prng, apart: Prng, elsewhere: Prng): Faults {
  const strengths = [0, 0.5, 1, 1, 3] as const;
  const draw = (name: FaultName): number => {
    const source = touchingNoOrder.has(name) ? apart : ofTheRecord.has(name) ? elsewhere : random;
    const strength = source.pick(strengths);
    return Math.min(0.9, Number((faultCatalogue[name].usual * strength).toFixed(4)));
  };
  return tableOf(faultNames, draw);
}

/** Reads `none`, or `name=probability` separated by commas. A fault that is not named is off. */
export function parseFaults(text: string): Result<Faults, string> {
  if (text === 'none') return ok(noFaults);
  const faults: Record<FaultName, number> = { ...noFaults };
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split('=');
    const known = faultNames.find((one) => one === name.trim());
    if (known === undefined) {
      return err(`unknown fault ${name}; expected none or some of ${faultNames.join(', ')}`);
    }
    const probability = /^\d*\.?\d+(e-\d+)?$/.test(value) ? Number(value) : Number.NaN;
    if (!(probability >= 0 && probability <= 1)) {
      return err(`${name} needs a probability from 0 to 1, not "${value}"`);
    }
    faults[known] = probability;
  }
  return ok(faults);
}

/** Writes faults in the form that parseFaults reads. */
export function formatFaults(faults: Faults): string {
  const on = faultNames.filter((name) => faults[name] > 0).map((name) => `${name}=${faults[name]}`);
  return on.length === 0 ? 'none' : on.join(',');
}

/** What the desk shows of a session. */
import { formatMicros, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { LoggedMessage } from '../store/keptMessage.ts';
import { nextStart, windowAt, type SessionSchedule } from './sessionSchedule.ts';
import type { SessionState } from './sessionState.ts';

/**
 * `held`: nobody tries again before a person says so. `closed`: the schedule has no session now. `waiting`: until the
 * next attempt.
 */
export type SessionPhase =
  | 'held'
  | 'closed'
  | 'waiting'
  | 'connecting'
  | Exclude<SessionState['status'], 'disconnected'>;

export interface SessionHours extends SessionSchedule {
  /** When the next session begins. */
  readonly opensAt: EpochMicros | undefined;
  /** When the present session ends, or the next one where none is open. */
  readonly closesAt: EpochMicros | undefined;
}

export interface SessionSnapshot {
  readonly phase: SessionPhase;
  /** Why the session is not logged on, where that is known. */
  readonly why: string | undefined;
  readonly nextOut: number;
  readonly nextIn: number;
  readonly lastOut: LoggedMessage | undefined;
  readonly lastIn: LoggedMessage | undefined;
  readonly hours: SessionHours | undefined;
}

export interface SessionFacts {
  readonly state: SessionState;
  readonly held: string | undefined;
  readonly isConnecting: boolean;
  /** Why the last session or attempt ended. */
  readonly endedWhy: string | undefined;
  readonly schedule: SessionSchedule | undefined;
  readonly now: EpochMicros;
}

/** The most characters of a reason, because the venue's own words in it may be of any length. */
const whyMax = 500;

export function phaseOf(facts: SessionFacts): Pick<SessionSnapshot, 'phase' | 'why'> {
  const { phase, why } = wholePhase(facts);
  return { phase, why: why?.slice(0, whyMax) };
}

function wholePhase(facts: SessionFacts): Pick<SessionSnapshot, 'phase' | 'why'> {
  const { state, held, isConnecting, endedWhy, schedule, now } = facts;
  if (state.status === 'logged_on') return { phase: state.status, why: undefined };
  if (state.status === 'logging_out') return { phase: state.status, why: state.why };
  if (state.status === 'logging_on') return { phase: state.status, why: endedWhy };
  if (held !== undefined) return { phase: 'held', why: held };
  if (isConnecting) return { phase: 'connecting', why: endedWhy };
  const isClosed = schedule !== undefined && windowAt(schedule, now) === undefined;
  if (isClosed) return { phase: 'closed', why: `the schedule has no session now${opening(schedule, now)}` };
  return { phase: 'waiting', why: endedWhy };
}

function opening(schedule: SessionSchedule, now: EpochMicros): string {
  const at = nextStart(schedule, now);
  if (at === undefined) return '';
  return `; the next one begins at ${formatMicros(at).slice(0, 16)}Z (${schedule.start} in ${schedule.timeZone})`;
}

export function hoursOf(schedule: SessionSchedule, now: EpochMicros): SessionHours {
  const opensAt = nextStart(schedule, now);
  const window = windowAt(schedule, now) ?? (opensAt && windowAt(schedule, opensAt));
  return { ...schedule, opensAt, closesAt: window?.end };
}

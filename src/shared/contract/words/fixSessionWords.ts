/** A FIX session's state in words, for the window and the commands. */
import type { FixPhase, FixSessionName, FixSessionView } from '../fix.ts';
import { fixTypeName } from './fixWords.ts';

export const fixPhaseWords: Readonly<Record<FixPhase, string>> = {
  held: 'held until somebody releases it',
  closed: 'outside its hours',
  waiting: 'waiting for the next attempt',
  connecting: 'connecting',
  logging_on: 'logging on',
  logged_on: 'logged on',
  logging_out: 'logging out',
};

/** Whose session it is: `exec`, or `exec's drop copy`. */
export function fixSessionOwner({
  venue,
  session,
}: {
  readonly venue: string;
  readonly session: FixSessionName;
}): string {
  return session === 'orders' ? venue : `${venue}'s drop copy`;
}

/** `ExecutionReport 14 at 2026-11-23T14:00:00Z`. */
export function lastMessageWords(message: FixSessionView['lastIn']): string {
  if (message === undefined) return 'none yet';
  return `${fixTypeName(message.msgType)} ${message.seqNum} at ${message.time}`;
}

/** For a person at a terminal. */
export function fixSessionLines(session: FixSessionView): string[] {
  const { phase, why } = session;
  return [
    `session ${fixPhaseWords[phase]}${why === undefined ? '' : `: ${why}`}`,
    ...fixNumberLines(session),
  ];
}

/** The numbers, the last messages and the hours. */
export function fixNumberLines({ nextOut, nextIn, lastOut, lastIn, schedule }: FixSessionView): string[] {
  return [
    `next number out ${nextOut}, expected in ${nextIn}`,
    `last out ${lastMessageWords(lastOut)}, last in ${lastMessageWords(lastIn)}`,
    ...(schedule === undefined ? [] : [scheduleLine(schedule)]),
  ];
}

function scheduleLine({
  timeZone,
  start,
  end,
  opensAt,
  closesAt,
}: NonNullable<FixSessionView['schedule']>): string {
  const opens = opensAt === undefined ? '' : `, opens next at ${opensAt}`;
  const closes = closesAt === undefined ? '' : `, closes at ${closesAt}`;
  return `hours ${start} to ${end} ${timeZone}${opens}${closes}`;
}

/** How each event changes the state of a session. */
import { assertNever } from '../../../../../shared/kernel/invariant.ts';
import type { SessionEvent, SessionState, Link } from './sessionState.ts';

export function evolveSession(state: SessionState, event: SessionEvent): SessionState {
  const { nextOut, nextIn } = state;
  switch (event.type) {
    case 'LogonSent':
      return { status: 'logging_on', nextOut, nextIn, sinceMs: event.atMs };
    case 'LoggedOn':
      return {
        status: 'logged_on',
        nextOut,
        nextIn,
        lastInMs: event.atMs,
        lastOutMs: event.atMs,
        test: undefined,
        resend: undefined,
      };
    case 'Sent':
      return { ...linked(state, { lastOutMs: event.atMs }), nextOut: nextOut + 1 };
    case 'SentAgain':
    case 'GapFilled':
      return linked(state, { lastOutMs: event.atMs });
    case 'Heard':
      return linked(state, { lastInMs: event.atMs });
    case 'TestSent':
      return linked(state, { test: { id: event.id, sentMs: event.atMs } });
    case 'TestAnswered':
      return linked(state, { test: undefined });
    case 'Expected':
      return expecting(state, event.nextIn);
    case 'NumbersReset':
      return { ...linked(state, { resend: undefined }), nextOut: 1, nextIn: 1 };
    case 'ResendRequested':
      return linked(state, { resend: { from: event.from, to: event.to, askedMs: event.atMs } });
    case 'LogoutSent':
      return loggingOut(state, event.why, event.atMs);
    case 'Ended':
      return { status: 'disconnected', nextOut, nextIn };
    case 'ResendAsked':
    case 'CaughtUp':
    case 'Delivered':
    case 'RejectReceived':
    case 'Refused':
    case 'NumbersJumped':
    case 'Warned':
    case 'NumbersDisputed':
      return state;
    default:
      return assertNever(event);
  }
}

function linked(state: SessionState, change: Partial<Link>): SessionState {
  if (state.status !== 'logged_on' && state.status !== 'logging_out') return state;
  return { ...state, ...change };
}

function expecting(state: SessionState, nextIn: number): SessionState {
  const moved = { ...state, nextIn };
  if (!('resend' in moved) || moved.resend === undefined || nextIn <= moved.resend.to) return moved;
  return { ...moved, resend: undefined };
}

function loggingOut(state: SessionState, why: string, atMs: number): SessionState {
  const { nextOut, nextIn } = state;
  const link =
    'lastInMs' in state ? state : { lastInMs: atMs, lastOutMs: atMs, test: undefined, resend: undefined };
  const { lastInMs, lastOutMs, test, resend } = link;
  return { status: 'logging_out', sinceMs: atMs, why, nextOut, nextIn, lastInMs, lastOutMs, test, resend };
}

/**
 * Decides what a session does about each input. Pure: time comes with the input, and the decisions come out as events.
 * The driver has the wire, the store and the timers.
 */
import { assertNever } from '../../../../../shared/kernel/invariant.ts';
import { tags, type Field } from '../codec/fixMessage.ts';
import { withCustomTags } from '../codec/customTags.ts';
import type { ParsedMessage } from '../codec/parseMessage.ts';
import { answerResend, type StoredOutgoing } from './answerResend.ts';
import { receive } from './receiveMessage.ts';
import type { At, SessionEvent, SessionSettings, SessionState } from './sessionState.ts';
import { Steps } from './steps.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

export type SessionInput =
  /** `credentials` are fields of the Logon that no setting has. */
  | { readonly type: 'connected'; readonly credentials?: readonly Field[] }
  | { readonly type: 'disconnected'; readonly why: string }
  | { readonly type: 'received'; readonly message: ParsedMessage }
  | { readonly type: 'garbled'; readonly why: string }
  /** Comes at least once a second. */
  | { readonly type: 'tick' }
  /** A message of the application. */
  | { readonly type: 'send'; readonly msgType: string; readonly body: readonly Field[] }
  /** Asks for a sign of life. The id comes back in the answer. */
  | { readonly type: 'test'; readonly id: string }
  /** The stored messages of the range that a `ResendAsked` named. */
  | {
      readonly type: 'resend';
      readonly from: number;
      readonly to: number;
      readonly stored: readonly StoredOutgoing[];
    }
  | { readonly type: 'logout'; readonly why: string };

export const logonMsMax = 10_000;
export const logoutMsMax = 2_000;

export function decideSession(
  state: SessionState,
  input: SessionInput,
  at: At,
  settings: SessionSettings,
): readonly SessionEvent[] {
  const steps = new Steps(state, at);
  switch (input.type) {
    case 'connected':
      connect(steps, input.credentials ?? [], settings);
      break;
    case 'disconnected':
      if (state.status !== 'disconnected') steps.end(input.why);
      break;
    case 'received':
      receive(steps, input.message, settings);
      break;
    case 'garbled':
      steps.add({ type: 'Warned', why: `a garbled message was ignored: ${input.why}` });
      break;
    case 'tick':
      tick(steps, settings);
      break;
    case 'send':
      steps.send(input.msgType, input.body);
      break;
    case 'test':
      steps.send(msgTypes.testRequest, [[tags.testReqId, input.id]]);
      break;
    case 'resend':
      answerResend(steps, input.from, input.to, input.stored);
      break;
    case 'logout':
      if (state.status === 'logged_on') steps.logOut(input.why);
      else if (state.status !== 'disconnected') steps.end(input.why);
      break;
    default:
      assertNever(input);
  }
  return steps.events;
}

function connect(
  steps: Steps,
  credentials: readonly Field[],
  { heartbeatSeconds, resetOnLogon, logonTags = [] }: SessionSettings,
): void {
  if (steps.state.status !== 'disconnected') return;
  if (resetOnLogon) steps.add({ type: 'NumbersReset' });
  steps.add({ type: 'LogonSent', atMs: steps.at.ms });
  const body: readonly Field[] = [
    [tags.encryptMethod, '0'],
    [tags.heartBtInt, String(heartbeatSeconds)],
    ...(resetOnLogon ? ([[tags.resetSeqNumFlag, 'Y']] as const) : []),
    ...credentials,
  ];
  steps.send(msgTypes.logon, withCustomTags(body, logonTags));
}

function tick(steps: Steps, { heartbeatSeconds }: SessionSettings): void {
  const { state, at } = steps;
  const intervalMs = heartbeatSeconds * 1_000;
  switch (state.status) {
    case 'disconnected':
      return;
    case 'logging_on':
      if (at.ms - state.sinceMs >= logonMsMax) {
        steps.end(`the venue did not answer the Logon within ${logonMsMax / 1_000} s`);
      }
      return;
    case 'logging_out':
      if (at.ms - state.sinceMs >= logoutMsMax) {
        steps.add({ type: 'Warned', why: 'the venue did not answer the Logout' });
        steps.end(state.why);
      }
      return;
    case 'logged_on':
      break;
    default:
      assertNever(state);
  }
  const silentMs = at.ms - state.lastInMs;
  if (state.test !== undefined && at.ms - state.test.sentMs >= intervalMs * 1.2) {
    steps.end(`nothing came from the venue for ${Math.round(silentMs / 1_000)} s`);
    return;
  }
  if (state.test === undefined && silentMs >= intervalMs * 1.2) steps.test();
  if (state.resend !== undefined && at.ms - state.resend.askedMs >= intervalMs) {
    steps.askAgain(state.resend.to);
  }
  if (at.ms - state.lastOutMs >= intervalMs) steps.send(msgTypes.heartbeat, []);
}

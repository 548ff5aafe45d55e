/** Tells a session's listener of its events, once they are on disk. */
import type { Logger } from '../../../engine/ports.ts';
import { msgTypeOf, seqNumOf, type FixMessage } from './codec/fixMessage.ts';
import type { SessionEvent } from './session/sessionState.ts';
import type { SessionListener } from './sessionPorts.ts';
import { assertNever } from '../../../../shared/kernel/invariant.ts';
import { msgTypes } from '../../../../shared/kernel/fixMessages.ts';

/** The session itself handles the three events that are left out here. */
export function tellOthers(
  event: Exclude<SessionEvent, { type: 'ResendAsked' | 'NumbersDisputed' | 'Ended' }>,
  listener: SessionListener,
  logger: Logger | undefined,
): void {
  switch (event.type) {
    case 'Sent': {
      const { msgType, body, seqNum } = event.message;
      const [id] = body;
      if (msgType === msgTypes.testRequest && id !== undefined) listener.onTestSent(id[1], seqNum);
      break;
    }
    case 'LoggedOn':
      listener.onLoggedOn();
      break;
    case 'Delivered':
      listener.onMessage(event.message);
      break;
    case 'RejectReceived':
      listener.onReject(event.message);
      break;
    case 'TestAnswered':
      listener.onTestAnswered(event.id);
      break;
    case 'CaughtUp':
      listener.onCaughtUp();
      break;
    case 'Refused':
      logger?.log('warn', 'FIX session', { why: refusedWords(event.message, event.why) });
      listener.onRefused(event.message, event.why);
      break;
    case 'NumbersJumped':
      listener.onJumped(event.from, event.to);
      break;
    case 'Warned':
      logger?.log('warn', 'FIX session', { why: event.why });
      break;
    case 'LogonSent':
    case 'SentAgain':
    case 'GapFilled':
    case 'Heard':
    case 'TestSent':
    case 'Expected':
    case 'NumbersReset':
    case 'ResendRequested':
    case 'LogoutSent':
      break;
    default:
      assertNever(event);
  }
}

function refusedWords(message: FixMessage, why: string): string {
  return `message ${seqNumOf(message) ?? 0} (MsgType ${msgTypeOf(message)}) was refused: ${why}`;
}

/** The other side's Logon. */
import { tags, valueOf } from '../codec/fixMessage.ts';
import type { ParsedMessage } from '../codec/parseMessage.ts';
import { messageFault } from './messageFaults.ts';
import type { SessionSettings } from './sessionState.ts';
import type { Steps } from './steps.ts';

export function receiveLogon(
  steps: Steps,
  message: ParsedMessage,
  seqNum: number,
  settings: SessionSettings,
): void {
  if (steps.state.status !== 'logging_on') {
    steps.refuse('a second Logon came while the session is up');
    return;
  }
  const why = refusal(message, settings);
  if (why !== undefined) {
    steps.refuse(why);
    return;
  }
  const { nextIn } = steps.state;
  if (seqNum < nextIn) {
    steps.dispute(`MsgSeqNum too low, expecting ${nextIn} but received ${seqNum}`);
    return;
  }
  steps.add({ type: 'LoggedOn', atMs: steps.at.ms });
  if (seqNum === nextIn) steps.add({ type: 'Expected', nextIn: seqNum + 1 });
  else steps.requestResend(seqNum);
}

function refusal(message: ParsedMessage, settings: SessionSettings): string | undefined {
  const fault = messageFault(message, settings);
  if (fault !== undefined) return `the Logon is not valid: ${fault.text}`;
  const encryption = valueOf(message, tags.encryptMethod);
  if (encryption !== '0') return `EncryptMethod is ${encryption ?? 'missing'}; expected 0`;
  // Going back to 1 would hide missed messages, so the request of the other side alone is not enough.
  if (valueOf(message, tags.resetSeqNumFlag) === 'Y' && !settings.resetOnLogon) {
    return 'the venue wants to begin at 1 again (ResetSeqNumFlag), which is not agreed';
  }
  return undefined;
}

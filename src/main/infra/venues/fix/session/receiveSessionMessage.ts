/** Handles session messages other than Logon. */
import { countOf, msgTypeOf, tags, valueOf } from '../codec/fixMessage.ts';
import type { ParsedMessage } from '../codec/parseMessage.ts';
import { messageFault, rejectReasons } from './messageFaults.ts';
import { reject } from './rejectMessage.ts';
import type { Steps } from './steps.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

/** Returns false for an application message. */
export function receiveSessionMessage(steps: Steps, message: ParsedMessage): boolean {
  const id = valueOf(message, tags.testReqId);
  switch (msgTypeOf(message)) {
    case msgTypes.heartbeat:
      if (id !== undefined) steps.add({ type: 'TestAnswered', id });
      return true;
    case msgTypes.testRequest:
      steps.send(msgTypes.heartbeat, [[tags.testReqId, id ?? '']]);
      return true;
    case msgTypes.resendRequest:
      resendRequest(steps, message);
      return true;
    case msgTypes.reject:
      steps.add({ type: 'RejectReceived', message });
      return true;
    case msgTypes.logout:
      logout(steps, message);
      return true;
    default:
      return false;
  }
}

function resendRequest(steps: Steps, message: ParsedMessage): void {
  const from = countOf(valueOf(message, tags.beginSeqNo)) ?? 0;
  const end = countOf(valueOf(message, tags.endSeqNo)) ?? 0;
  // FIX 4.2 and later write 0 for "all"; some venues write the largest number they know.
  const last = steps.state.nextOut - 1;
  const to = end === 0 ? last : Math.min(end, last);
  if (from === 0 || (end !== 0 && end < from)) {
    const text = `BeginSeqNo ${from} and EndSeqNo ${end} name no messages`;
    reject(steps, message, {
      type: 'session',
      reason: rejectReasons.valueIncorrect,
      tag: tags.beginSeqNo,
      text,
    });
  } else if (from > to) {
    steps.add({ type: 'Warned', why: `the venue asked for message ${from}; ${last} was the last that left` });
  } else steps.add({ type: 'ResendAsked', from, to });
}

function logout(steps: Steps, message: ParsedMessage): void {
  const { state } = steps;
  if (state.status === 'logging_out') {
    steps.end(state.why);
  } else {
    const why = `the venue logged out: ${valueOf(message, tags.text) ?? 'no reason given'}`;
    steps.send(msgTypes.logout, []);
    steps.end(why);
  }
}

/** FIX has no code for it: venues say it in words, `MsgSeqNum too low, expecting 12 but received 3`. */
export function isAboutNumbers(message: ParsedMessage): boolean {
  return /seq\w*\s*(?:num\w*|no\w*)?.*(?:low|expect)/i.test(valueOf(message, tags.text) ?? '');
}

/** A venue that expects another number says so in words; the operator must see that number. */
export function whyRefused(message: ParsedMessage): string {
  const text = valueOf(message, tags.text) ?? 'no reason given';
  const expecting = /expect\w*\D{0,20}?(\d+)/i.exec(text)?.[1];
  const advice =
    expecting === undefined
      ? ''
      : `; it expects our message ${expecting}: agree with the venue on the next number before trading goes on`;
  return `the venue refused the Logon: ${text}${advice}`;
}

/** A gap fill, or a reset that the other side announces. */
export function sequenceReset(steps: Steps, message: ParsedMessage): void {
  const { nextIn } = steps.state;
  const fault = messageFault(message, { beginString: 'FIX.4.4' });
  if (fault !== undefined) {
    reject(steps, message, fault);
    return;
  }
  const isGapFill = valueOf(message, tags.gapFillFlag) === 'Y';
  const newSeqNo = countOf(valueOf(message, tags.newSeqNo)) ?? 0;
  if (newSeqNo > nextIn) {
    steps.add({ type: 'Expected', nextIn: newSeqNo });
    if (!isGapFill) steps.add({ type: 'NumbersJumped', from: nextIn, to: newSeqNo });
  } else if (!isGapFill && newSeqNo === nextIn) {
    steps.add({ type: 'Warned', why: `the venue set its next number to ${newSeqNo}, which it was` });
  } else {
    const text = `NewSeqNo ${newSeqNo} is not above the expected number ${nextIn}`;
    reject(steps, message, {
      type: 'session',
      reason: rejectReasons.valueIncorrect,
      tag: tags.newSeqNo,
      text,
    });
  }
}

/** Decides what a session does about a message that came in. */
import { msgTypeOf, seqNumOf, tags, valueOf } from '../codec/fixMessage.ts';
import type { ParsedMessage } from '../codec/parseMessage.ts';
import { parseUtcTimestamp } from '../codec/utcTimestamp.ts';
import { messageFault, rejectReasons, type MessageFault } from './messageFaults.ts';
import { receiveLogon } from './receiveLogon.ts';
import { isAboutNumbers, receiveSessionMessage, sequenceReset, whyRefused } from './receiveSessionMessage.ts';
import { reject } from './rejectMessage.ts';
import type { SessionSettings } from './sessionState.ts';
import type { Steps } from './steps.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

/** How far SendingTime may be from our own clock. */
export const sendingTimeToleranceMicros = 120_000_000;

export function receive(steps: Steps, message: ParsedMessage, settings: SessionSettings): void {
  if (steps.state.status === 'disconnected') return;
  steps.add({ type: 'Heard', atMs: steps.at.ms });
  const seqNum = seqNumOf(message);
  if (message.beginString !== settings.beginString) {
    steps.refuse(`BeginString is ${message.beginString}; expected ${settings.beginString}`);
    return;
  }
  if (seqNum === undefined) {
    steps.refuse('MsgSeqNum is missing');
    return;
  }
  if (steps.state.status === 'logging_on' && !isFirst(msgTypeOf(message))) {
    steps.end(`the first message has MsgType ${msgTypeOf(message)}; expected Logon`);
    return;
  }
  if (isFromStranger(steps, message, seqNum, settings)) return;
  if (msgTypeOf(message) === msgTypes.logon) {
    receiveLogon(steps, message, seqNum, settings);
    return;
  }
  if (steps.state.status === 'logging_on') {
    if (seqNum === steps.state.nextIn) steps.add({ type: 'Expected', nextIn: seqNum + 1 });
    const why = whyRefused(message);
    if (isAboutNumbers(message)) steps.add({ type: 'NumbersDisputed', why });
    steps.end(why);
    return;
  }
  inSequence(steps, message, seqNum, settings);
}

/** A Logon may be refused by a Logout or a Reject instead. */
function isFirst(msgType: string): boolean {
  return msgType === msgTypes.logon || msgType === msgTypes.logout || msgType === msgTypes.reject;
}

/** Checks who sends and when. Both faults end the session. */
function isFromStranger(
  steps: Steps,
  message: ParsedMessage,
  seqNum: number,
  { senderCompId, targetCompId }: SessionSettings,
): boolean {
  const from = valueOf(message, tags.senderCompId);
  const to = valueOf(message, tags.targetCompId);
  if (from !== targetCompId || to !== senderCompId) {
    const tag = from === targetCompId ? tags.targetCompId : tags.senderCompId;
    const text = `the message is from ${from ?? 'nobody'} to ${to ?? 'nobody'}; expected ${targetCompId} to ${senderCompId}`;
    const reason = rejectReasons.compIdProblem;
    rejectAndEnd(steps, message, seqNum, { type: 'session', reason, tag, text });
    return true;
  }
  const sent = parseUtcTimestamp(valueOf(message, tags.sendingTime) ?? '');
  if (sent === undefined || Math.abs(sent - steps.at.now) <= sendingTimeToleranceMicros) return false;
  const seconds = Math.round(Math.abs(sent - steps.at.now) / 1_000_000);
  const text = `SendingTime is ${seconds} s away from our clock`;
  const reason = rejectReasons.sendingTimeAccuracy;
  rejectAndEnd(steps, message, seqNum, { type: 'session', reason, tag: tags.sendingTime, text });
  return true;
}

function rejectAndEnd(steps: Steps, message: ParsedMessage, seqNum: number, fault: MessageFault): void {
  reject(steps, message, fault);
  if (seqNum === steps.state.nextIn) steps.add({ type: 'Expected', nextIn: seqNum + 1 });
  steps.refuse(fault.text);
}

function inSequence(steps: Steps, message: ParsedMessage, seqNum: number, settings: SessionSettings): void {
  const type = msgTypeOf(message);
  const isReset = type === msgTypes.sequenceReset && valueOf(message, tags.gapFillFlag) !== 'Y';
  if (isReset) {
    sequenceReset(steps, message);
    return;
  }
  const isDuplicate = valueOf(message, tags.possDupFlag) === 'Y';
  if (isDuplicate) {
    const fault = duplicateFault(message);
    if (fault !== undefined) {
      reject(steps, message, fault);
      if (seqNum === steps.state.nextIn) steps.add({ type: 'Expected', nextIn: seqNum + 1 });
      return;
    }
  }
  const { nextIn } = steps.state;
  if (seqNum > nextIn) ahead(steps, message, seqNum);
  else if (seqNum === nextIn) take(steps, message, settings);
  else if (isDuplicate) steps.add({ type: 'Warned', why: `message ${seqNum} came again and is known` });
  else steps.refuse(`MsgSeqNum too low, expecting ${nextIn} but received ${seqNum}`);
}

function duplicateFault(message: ParsedMessage): MessageFault | undefined {
  const tag = tags.origSendingTime;
  const original = valueOf(message, tag);
  // A gap fill replaces messages, so it has no original sending time.
  if (msgTypeOf(message) === msgTypes.sequenceReset && original === undefined) return undefined;
  if (original === undefined) {
    const text = 'OrigSendingTime is missing in a possible duplicate';
    return { type: 'session', reason: rejectReasons.requiredTagMissing, tag, text };
  }
  const first = parseUtcTimestamp(original);
  const sent = parseUtcTimestamp(valueOf(message, tags.sendingTime) ?? '');
  if (first === undefined || sent === undefined || first <= sent) return undefined;
  const text = 'OrigSendingTime is later than SendingTime';
  return { type: 'session', reason: rejectReasons.sendingTimeAccuracy, tag, text };
}

/** Messages are missing: asks for them. What came too early comes again with them. */
function ahead(steps: Steps, message: ParsedMessage, seqNum: number): void {
  const type = msgTypeOf(message);
  // Two sides that both wait for the other's resend would wait for ever, so this request is answered out of its turn.
  if (type === msgTypes.resendRequest && messageFault(message, { beginString: 'FIX.4.4' }) === undefined) {
    receiveSessionMessage(steps, message);
  }
  if (type === msgTypes.logout) {
    receiveSessionMessage(steps, message);
    return;
  }
  const { state } = steps;
  const asked = 'resend' in state ? state.resend : undefined;
  if (asked === undefined) steps.requestResend(seqNum);
}

/** Takes the message with the expected number. */
function take(steps: Steps, message: ParsedMessage, settings: SessionSettings): void {
  const next = steps.state.nextIn + 1;
  const fault = featureFault(message) ?? messageFault(message, settings);
  if (fault !== undefined) {
    reject(steps, message, fault);
    steps.add({ type: 'Expected', nextIn: next });
    return;
  }
  const type = msgTypeOf(message);
  if (type === msgTypes.sequenceReset) {
    sequenceReset(steps, message);
    return;
  }
  steps.add({ type: 'Expected', nextIn: next });
  if (receiveSessionMessage(steps, message)) return;
  steps.add({ type: 'Delivered', message });
}

/** Third-party and encrypted messages are not accepted. */
function featureFault(message: ParsedMessage): MessageFault | undefined {
  const tag = [tags.onBehalfOfCompId, tags.deliverToCompId, tags.secureDataLength, tags.secureData].find(
    (one) => valueOf(message, one) !== undefined,
  );
  if (tag === undefined) return undefined;
  const isSecret = tag === tags.secureDataLength || tag === tags.secureData;
  const reason = isSecret ? rejectReasons.decryptionProblem : rejectReasons.compIdProblem;
  const what = isSecret ? 'encrypted messages' : 'messages of third parties';
  return { type: 'session', reason, tag, text: `tag ${tag}: ${what} are not taken here` };
}

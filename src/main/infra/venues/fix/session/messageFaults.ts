/**
 * Checks the fields of a message, by the reasons of SessionRejectReason (373) and BusinessRejectReason (380). An
 * execution report is a fact, so unknown tags are no reason to refuse it.
 */
import { countOf, msgTypeOf, tags, valueOf, type BeginString, type FixMessage } from '../codec/fixMessage.ts';
import { parseUtcTimestamp } from '../codec/utcTimestamp.ts';
import { parseDecimal } from '../../../../../shared/kernel/decimal.ts';
import { groups, headerTags, knownMsgTypes, lastTag, sessionFields } from './dictionary.ts';
import type { SessionSettings } from './sessionState.ts';
import { msgTypes, msgUseOf } from '../../../../../shared/kernel/fixMessages.ts';

export const rejectReasons = {
  invalidTag: 0,
  requiredTagMissing: 1,
  tagNotDefinedForType: 2,
  tagWithoutValue: 4,
  valueIncorrect: 5,
  formatIncorrect: 6,
  decryptionProblem: 7,
  compIdProblem: 9,
  sendingTimeAccuracy: 10,
  invalidMsgType: 11,
  tagTwice: 13,
  tagOutOfOrder: 14,
  groupOutOfOrder: 15,
  groupCountIncorrect: 16,
} as const;

export type MessageFault =
  | { readonly type: 'session'; readonly reason: number; readonly tag: number; readonly text: string }
  | { readonly type: 'business'; readonly reason: number; readonly text: string };

/** BusinessRejectReason for a type that FIX knows and this program does not take. */
const unsupportedMessageType = 3;
/** BusinessRejectReason for a field that is missing where another field asks for it. */
const conditionalFieldMissing = 5;
/** Tags from this number on are for agreements between the two sides. */
const userTagsFrom = 5_000;

export function messageFault(
  message: FixMessage,
  { beginString: version, marketData = false }: Pick<SessionSettings, 'beginString' | 'marketData'>,
): MessageFault | undefined {
  const type = msgTypeOf(message);
  if (!knownMsgTypes[version].has(type)) {
    return session(rejectReasons.invalidMsgType, tags.msgType, `MsgType ${type} is not known`);
  }
  const use = msgUseOf(type);
  const fault = fieldFault(message) ?? (use === 'session' ? tagFault(message, version) : undefined);
  if (fault !== undefined) return fault;
  // The application takes prices where it has asked for market data.
  if (use !== 'session' && use !== 'answer' && !(marketData && use === 'prices')) {
    return { type: 'business', reason: unsupportedMessageType, text: `MsgType ${type} is not taken here` };
  }
  return requiredFault(message) ?? valueFault(message) ?? tradeFault(message);
}

function session(reason: number, tag: number, text: string): MessageFault {
  return { type: 'session', reason, tag, text };
}

/** The faults that show without knowing the message type: empty values, repeated tags, the order of header and body. */
function fieldFault(message: FixMessage): MessageFault | undefined {
  const { fields } = message;
  const seen = new Set<number>();
  let inBody = false;
  for (const [tag, value] of fields) {
    if (tag === 0) return session(rejectReasons.invalidTag, tag, 'tag 0 is no tag');
    if (value === '') return session(rejectReasons.tagWithoutValue, tag, `tag ${tag} has no value`);
    if (singleTags.has(tag) && seen.has(tag)) {
      return session(rejectReasons.tagTwice, tag, `tag ${tag} stands twice`);
    }
    seen.add(tag);
    if (!headerTags.has(tag)) inBody = true;
    else if (inBody) return session(rejectReasons.tagOutOfOrder, tag, `tag ${tag} belongs to the header`);
  }
  return groupFault(message);
}

/** Tags that are read here and never stand in a repeating group. */
const singleTags: ReadonlySet<number> = new Set(
  [...headerTags].concat(
    [7, 11, 14, 16, 17, 20, 31, 32, 36, 37, 38, 39, 41, 45, 98, 102, 103, 108, 112, 123, 141, 150, 151],
    [371, 372, 373, 379, 380, 434],
  ),
);

function groupFault(message: FixMessage): MessageFault | undefined {
  const { fields } = message;
  const isIncremental = msgTypeOf(message) === msgTypes.marketDataIncremental;
  for (const [index, [tag, value]] of fields.entries()) {
    const first = isIncremental && tag === tags.noMdEntries ? tags.mdUpdateAction : groups.get(tag);
    if (first === undefined) continue;
    const count = countOf(value);
    if (count === undefined) {
      return session(rejectReasons.formatIncorrect, tag, `tag ${tag} is ${value}: expected a count`);
    }
    if (count > 0 && fields[index + 1]?.[0] !== first) {
      return session(
        rejectReasons.groupOutOfOrder,
        tag,
        `tag ${tag} announces a group that begins with ${first}`,
      );
    }
    const there = fields.filter(([one]) => one === first).length;
    if (there !== count) {
      return session(
        rejectReasons.groupCountIncorrect,
        tag,
        `tag ${tag} is ${count}, and ${there} stand there`,
      );
    }
  }
  return undefined;
}

/** Venues of FIX 4.2 accept and repeat these tags in a Logon, although only later versions define them. */
const logonNames: ReadonlySet<number> = new Set([tags.username, tags.password]);

function tagFault(message: FixMessage, version: BeginString): MessageFault | undefined {
  const type = msgTypeOf(message);
  const defined = sessionFields.get(type);
  for (const [tag] of message.fields) {
    if (tag >= userTagsFrom || headerTags.has(tag)) continue;
    if (tag > lastTag[version] && !(type === msgTypes.logon && logonNames.has(tag))) {
      return session(rejectReasons.invalidTag, tag, `tag ${tag} is not defined in ${version}`);
    }
    if (defined !== undefined && !defined.has(tag)) {
      return session(
        rejectReasons.tagNotDefinedForType,
        tag,
        `tag ${tag} is not defined for MsgType ${type}`,
      );
    }
  }
  return undefined;
}

const required: ReadonlyMap<string, readonly number[]> = new Map([
  [msgTypes.testRequest, [tags.testReqId]],
  [msgTypes.resendRequest, [tags.beginSeqNo, tags.endSeqNo]],
  [msgTypes.reject, [tags.refSeqNum]],
  [msgTypes.sequenceReset, [tags.newSeqNo]],
  [msgTypes.logon, [tags.encryptMethod, tags.heartBtInt]],
  [msgTypes.executionReport, [tags.orderId, tags.execId, tags.ordStatus, tags.symbol, tags.side]],
  [msgTypes.orderCancelReject, [tags.clOrdId, tags.ordStatus]],
  [msgTypes.marketDataFull, [tags.symbol, tags.noMdEntries]],
  [msgTypes.marketDataIncremental, [tags.noMdEntries]],
  [msgTypes.marketDataReject, [tags.mdReqId]],
  [msgTypes.businessMessageReject, [tags.refMsgType, tags.businessRejectReason]],
]);

function requiredFault(message: FixMessage): MessageFault | undefined {
  for (const tag of required.get(msgTypeOf(message)) ?? []) {
    if (valueOf(message, tag) !== undefined) continue;
    return session(rejectReasons.requiredTagMissing, tag, `tag ${tag} is missing`);
  }
  return undefined;
}

const flags = [tags.possDupFlag, tags.possResend, tags.gapFillFlag, tags.resetSeqNumFlag];
const counts = [
  tags.msgSeqNum,
  tags.beginSeqNo,
  tags.endSeqNo,
  tags.newSeqNo,
  tags.refSeqNum,
  tags.heartBtInt,
];
const decimals = [tags.lastQty, tags.lastPx, tags.cumQty, tags.leavesQty, tags.orderQty];
const times = [tags.sendingTime, tags.origSendingTime];
const values: readonly (readonly [tag: number, value: RegExp])[] = [
  [tags.ordStatus, /^[0-9A-E]$/],
  [tags.execType, /^[0-9A-I]$/],
  [tags.execTransType, /^[0-3]$/],
  [tags.side, /^[1-9A-G]$/],
];

function valueFault(message: FixMessage): MessageFault | undefined {
  const wrong = (tag: number, isRight: (text: string) => boolean): boolean => {
    const text = valueOf(message, tag);
    return text !== undefined && !isRight(text);
  };
  const format =
    flags.find((tag) => wrong(tag, (text) => text === 'Y' || text === 'N')) ??
    counts.find((tag) => wrong(tag, (text) => countOf(text) !== undefined)) ??
    decimals.find((tag) => wrong(tag, isDecimal)) ??
    times.find((tag) => wrong(tag, (text) => parseUtcTimestamp(text) !== undefined));
  if (format !== undefined) {
    const text = `tag ${format} is ${valueOf(message, format) ?? ''}, which has not its format`;
    return session(rejectReasons.formatIncorrect, format, text);
  }
  const value = values.find(([tag, pattern]) => wrong(tag, (text) => pattern.test(text)));
  if (value === undefined) return undefined;
  const text = `tag ${value[0]} is ${valueOf(message, value[0]) ?? ''}, which is none of its values`;
  return session(rejectReasons.valueIncorrect, value[0], text);
}

/** A FIX number may have leading zeros and end in a point. */
export function decimalText(text: string): string {
  return text.replace(/^(-?)0+(?=\d)/, '$1').replace(/\.$/, '');
}

function isDecimal(text: string): boolean {
  return parseDecimal(decimalText(text)).ok;
}

/** A trade names the quantity and the price of the execution. */
function tradeFault(message: FixMessage): MessageFault | undefined {
  if (msgTypeOf(message) !== msgTypes.executionReport) return undefined;
  const type = valueOf(message, tags.execType) ?? '';
  const isNew = (valueOf(message, tags.execTransType) ?? '0') === '0';
  if (!isNew || !['1', '2', 'F'].includes(type)) return undefined;
  const missing = [tags.lastQty, tags.lastPx].find((tag) => valueOf(message, tag) === undefined);
  if (missing === undefined) return undefined;
  const text = `tag ${missing} is missing: a trade has quantity and price`;
  return { type: 'business', reason: conditionalFieldMissing, text };
}

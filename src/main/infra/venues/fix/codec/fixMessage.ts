/**
 * A FIX message as a list of fields. Text is a string whose characters are bytes (Latin-1), so that lengths and sums
 * count bytes without a buffer of the platform.
 */

export const beginStrings = ['FIX.4.2', 'FIX.4.4'] as const;
export type BeginString = (typeof beginStrings)[number];

export type Field = readonly [tag: number, value: string];

export interface FixMessage {
  /** Every field between BodyLength and CheckSum, in the order on the wire; MsgType is the first. */
  readonly fields: readonly Field[];
}

/** The first value of a tag; undefined where the message has no such field. */
export function valueOf({ fields }: FixMessage, tag: number): string | undefined {
  return fields.find(([one]) => one === tag)?.[1];
}

export function msgTypeOf(message: FixMessage): string {
  return valueOf(message, 35) ?? '';
}

/** A whole number without a sign, as in MsgSeqNum; undefined for any other text. */
export function countOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** MsgSeqNum; undefined where it is missing or no number. */
export function seqNumOf(message: FixMessage): number | undefined {
  return countOf(valueOf(message, tags.msgSeqNum));
}

/** The tags that this program reads or writes, by FIX's names. */
export const tags = {
  account: 1,
  avgPx: 6,
  beginSeqNo: 7,
  beginString: 8,
  bodyLength: 9,
  checkSum: 10,
  clOrdId: 11,
  cumQty: 14,
  currency: 15,
  endSeqNo: 16,
  execId: 17,
  execRefId: 19,
  execTransType: 20,
  handlInst: 21,
  securityIdSource: 22,
  lastPx: 31,
  lastQty: 32,
  msgSeqNum: 34,
  msgType: 35,
  newSeqNo: 36,
  orderId: 37,
  orderQty: 38,
  ordStatus: 39,
  ordType: 40,
  origClOrdId: 41,
  possDupFlag: 43,
  price: 44,
  refSeqNum: 45,
  securityId: 48,
  senderCompId: 49,
  sendingTime: 52,
  side: 54,
  symbol: 55,
  targetCompId: 56,
  text: 58,
  timeInForce: 59,
  transactTime: 60,
  secureDataLength: 90,
  secureData: 91,
  rawDataLength: 95,
  rawData: 96,
  possResend: 97,
  encryptMethod: 98,
  stopPx: 99,
  cxlRejReason: 102,
  ordRejReason: 103,
  heartBtInt: 108,
  testReqId: 112,
  onBehalfOfCompId: 115,
  origSendingTime: 122,
  lastMsgSeqNumProcessed: 369,
  gapFillFlag: 123,
  expireTime: 126,
  deliverToCompId: 128,
  resetSeqNumFlag: 141,
  noRelatedSym: 146,
  execType: 150,
  leavesQty: 151,
  contractMultiplier: 231,
  mdReqId: 262,
  subscriptionRequestType: 263,
  marketDepth: 264,
  mdUpdateType: 265,
  noMdEntryTypes: 267,
  noMdEntries: 268,
  mdEntryType: 269,
  mdEntryPx: 270,
  mdEntryDate: 272,
  mdEntryTime: 273,
  mdEntryId: 278,
  mdUpdateAction: 279,
  mdEntryRefId: 280,
  mdReqRejReason: 281,
  refTagId: 371,
  refMsgType: 372,
  sessionRejectReason: 373,
  execRestatementReason: 378,
  businessRejectRefId: 379,
  businessRejectReason: 380,
  cxlRejResponseTo: 434,
  username: 553,
  password: 554,
  massStatusReqId: 584,
  massStatusReqType: 585,
  totNumReports: 911,
  lastRptRequested: 912,
  newPassword: 925,
} as const;

/** Sequence numbers; both are at least 1. */
export interface SequenceNumbers {
  /** MsgSeqNum of the next message that leaves. */
  readonly nextOut: number;
  /** MsgSeqNum that is expected next from the other side. */
  readonly nextIn: number;
}

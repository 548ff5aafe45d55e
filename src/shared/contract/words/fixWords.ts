/**
 * FIX messages in words. Names are those of FIX 4.2 and 4.4; a tag or type without a name here is shown by its number.
 */
import { restatementReasons } from '../../kernel/restatementReasons.ts';
import { msgTypes, type MsgTypeName } from '../../kernel/fixMessages.ts';
import { namesOf } from '../../kernel/names.ts';

const soh = String.fromCharCode(1);

const typeNames: Readonly<Record<MsgTypeName, string>> = {
  heartbeat: 'Heartbeat',
  testRequest: 'TestRequest',
  resendRequest: 'ResendRequest',
  reject: 'Reject',
  sequenceReset: 'SequenceReset',
  logout: 'Logout',
  executionReport: 'ExecutionReport',
  orderCancelReject: 'OrderCancelReject',
  logon: 'Logon',
  marketDataRequest: 'MarketDataRequest',
  marketDataFull: 'MarketDataSnapshotFullRefresh',
  marketDataIncremental: 'MarketDataIncrementalRefresh',
  marketDataReject: 'MarketDataRequestReject',
  orderMassStatusRequest: 'OrderMassStatusRequest',
  newOrderSingle: 'NewOrderSingle',
  orderCancelRequest: 'OrderCancelRequest',
  orderCancelReplaceRequest: 'OrderCancelReplaceRequest',
  orderStatusRequest: 'OrderStatusRequest',
  businessMessageReject: 'BusinessMessageReject',
};
const msgTypeNames: ReadonlyMap<string, string> = new Map(
  namesOf(msgTypes).map((name) => [msgTypes[name], typeNames[name]]),
);

const rejectReasons = {
  0: 'invalid tag number',
  1: 'required tag missing',
  2: 'tag not defined for this message type',
  3: 'undefined tag',
  4: 'tag without a value',
  5: 'value out of range',
  6: 'incorrect data format',
  7: 'decryption problem',
  8: 'signature problem',
  9: 'CompID problem',
  10: 'SendingTime accuracy problem',
  11: 'invalid MsgType',
  13: 'tag appears more than once',
  14: 'tag out of order',
  15: 'repeating group out of order',
  16: 'incorrect NumInGroup',
};
const statuses = {
  0: 'new',
  1: 'partially filled',
  2: 'filled',
  3: 'done for day',
  4: 'canceled',
  5: 'replaced',
  6: 'pending cancel',
  7: 'stopped',
  8: 'rejected',
  9: 'suspended',
  A: 'pending new',
  B: 'calculated',
  C: 'expired',
  E: 'pending replace',
};
const yesNo = { Y: 'yes', N: 'no' };

/** The names of tags, with the meanings of those values that are codes. */
const tagWords: Readonly<Record<number, readonly [name: string, codes?: Readonly<Record<string, string>>]>> =
  {
    1: ['Account'],
    6: ['AvgPx'],
    7: ['BeginSeqNo'],
    8: ['BeginString'],
    9: ['BodyLength'],
    10: ['CheckSum'],
    11: ['ClOrdID'],
    14: ['CumQty'],
    15: ['Currency'],
    16: ['EndSeqNo'],
    17: ['ExecID'],
    18: ['ExecInst'],
    19: ['ExecRefID'],
    20: ['ExecTransType', { 0: 'new', 1: 'cancel', 2: 'correct', 3: 'status' }],
    21: ['HandlInst', { 1: 'automated, private', 2: 'automated, public', 3: 'manual' }],
    22: ['SecurityIDSource'],
    30: ['LastMkt'],
    31: ['LastPx'],
    32: ['LastQty'],
    34: ['MsgSeqNum'],
    35: ['MsgType', Object.fromEntries(msgTypeNames)],
    36: ['NewSeqNo'],
    37: ['OrderID'],
    38: ['OrderQty'],
    39: ['OrdStatus', statuses],
    40: ['OrdType', { 1: 'market', 2: 'limit', 3: 'stop', 4: 'stop limit' }],
    41: ['OrigClOrdID'],
    43: ['PossDupFlag', yesNo],
    44: ['Price'],
    45: ['RefSeqNum'],
    48: ['SecurityID'],
    49: ['SenderCompID'],
    50: ['SenderSubID'],
    52: ['SendingTime'],
    54: ['Side', { 1: 'buy', 2: 'sell', 5: 'sell short' }],
    55: ['Symbol'],
    56: ['TargetCompID'],
    57: ['TargetSubID'],
    58: ['Text'],
    59: [
      'TimeInForce',
      { 0: 'day', 1: 'good till cancel', 3: 'immediate or cancel', 4: 'fill or kill', 6: 'good till date' },
    ],
    60: ['TransactTime'],
    75: ['TradeDate'],
    76: ['ExecBroker'],
    95: ['RawDataLength'],
    96: ['RawData'],
    97: ['PossResend', yesNo],
    98: ['EncryptMethod', { 0: 'none' }],
    99: ['StopPx'],
    102: [
      'CxlRejReason',
      { 0: 'too late', 1: 'unknown order', 2: 'broker option', 3: 'already pending', 6: 'duplicate ClOrdID' },
    ],
    103: [
      'OrdRejReason',
      {
        0: 'broker option',
        1: 'unknown symbol',
        2: 'exchange closed',
        3: 'order exceeds limit',
        4: 'too late',
        5: 'unknown order',
        6: 'duplicate order',
        11: 'unsupported order characteristic',
        99: 'other',
      },
    ],
    108: ['HeartBtInt'],
    109: ['ClientID'],
    112: ['TestReqID'],
    115: ['OnBehalfOfCompID'],
    122: ['OrigSendingTime'],
    123: ['GapFillFlag', yesNo],
    126: ['ExpireTime'],
    128: ['DeliverToCompID'],
    141: ['ResetSeqNumFlag', yesNo],
    142: ['SenderLocationID'],
    143: ['TargetLocationID'],
    146: ['NoRelatedSym'],
    150: [
      'ExecType',
      { ...statuses, D: 'restated', F: 'trade', G: 'trade correct', H: 'trade cancel', I: 'order status' },
    ],
    151: ['LeavesQty'],
    167: ['SecurityType'],
    198: ['SecondaryOrderID'],
    207: ['SecurityExchange'],
    231: ['ContractMultiplier'],
    262: ['MDReqID'],
    263: ['SubscriptionRequestType', { 0: 'snapshot', 1: 'snapshot and updates', 2: 'unsubscribe' }],
    264: ['MarketDepth', { 0: 'full book', 1: 'top of book' }],
    265: ['MDUpdateType', { 0: 'full refresh', 1: 'incremental refresh' }],
    267: ['NoMDEntryTypes'],
    268: ['NoMDEntries'],
    269: ['MDEntryType', { 0: 'bid', 1: 'offer', 2: 'trade' }],
    270: ['MDEntryPx'],
    271: ['MDEntrySize'],
    272: ['MDEntryDate'],
    273: ['MDEntryTime'],
    278: ['MDEntryID'],
    279: ['MDUpdateAction', { 0: 'new', 1: 'change', 2: 'delete' }],
    280: ['MDEntryRefID'],
    281: [
      'MDReqRejReason',
      {
        0: 'unknown symbol',
        1: 'MDReqID used already',
        2: 'insufficient bandwidth',
        3: 'insufficient permissions',
        4: 'unsupported SubscriptionRequestType',
        5: 'unsupported MarketDepth',
        6: 'unsupported MDUpdateType',
        7: 'unsupported AggregatedBook',
        8: 'unsupported MDEntryType',
      },
    ],
    371: ['RefTagID'],
    372: ['RefMsgType', Object.fromEntries(msgTypeNames)],
    373: ['SessionRejectReason', rejectReasons],
    378: ['ExecRestatementReason', restatementReasons],
    379: ['BusinessRejectRefID'],
    380: [
      'BusinessRejectReason',
      {
        0: 'other',
        1: 'unknown ID',
        2: 'unknown security',
        3: 'unsupported message type',
        4: 'application not available',
        5: 'required field missing',
        6: 'not authorized',
      },
    ],
    434: ['CxlRejResponseTo', { 1: 'cancel request', 2: 'cancel/replace request' }],
    440: ['ClearingAccount'],
    447: ['PartyIDSource'],
    448: ['PartyID'],
    452: ['PartyRole'],
    453: ['NoPartyIDs'],
    526: ['SecondaryClOrdID'],
    528: ['OrderCapacity', { A: 'agency', G: 'proprietary', I: 'individual', P: 'principal' }],
    553: ['Username'],
    554: ['Password'],
    581: ['AccountType'],
    582: ['CustOrderCapacity'],
    584: ['MassStatusReqID'],
    585: ['MassStatusReqType', { 7: 'all orders' }],
    789: ['NextExpectedMsgSeqNum'],
    911: ['TotNumReports'],
    912: ['LastRptRequested', yesNo],
    925: ['NewPassword'],
    1028: ['ManualOrderIndicator', yesNo],
    1137: ['DefaultApplVerID'],
  };

type TagNames = Readonly<Record<string, string>>;

export interface FixField {
  /** The tag's number; text without a number where the message is garbled. */
  readonly tag: string;
  /** FIX's name of the tag; undefined for a tag that is not in the table. */
  readonly name: string | undefined;
  readonly value: string;
  /** What the value means, where it is a code. */
  readonly meaning: string | undefined;
}

/** The fields of a message as it was on the wire, in their order. `names` are those of a venue's own tags, by number. */
export function fixFields(raw: string, names: TagNames = {}): readonly FixField[] {
  const texts = raw.split(soh).filter((text) => text !== '');
  return texts.map((text) => {
    const at = text.indexOf('=');
    const [tag, value] = at < 0 ? ['', text] : [text.slice(0, at), text.slice(at + 1)];
    const [known, codes] = tagWords[Number(tag)] ?? [];
    const name = Object.hasOwn(names, tag) ? names[tag] : known;
    const meaning = codes !== undefined && Object.hasOwn(codes, value) ? codes[value] : undefined;
    return { tag, name, value, meaning };
  });
}

/** `Side=1 (buy)`; a tag without a name by its number. */
export function fixFieldText({ tag, name, value, meaning }: FixField): string {
  const head = tag === '' ? value : `${name ?? tag}=${value}`;
  return meaning === undefined ? head : `${head} (${meaning})`;
}

/** FIX's name of a message type, else the type itself. */
export function fixTypeName(msgType: string): string {
  return msgTypeNames.get(msgType) ?? (msgType === '' ? 'garbled' : `type ${msgType}`);
}

/** Whether one side refuses what the other has sent: FIX names each such type a reject. */
export function isFixReject(msgType: string): boolean {
  return fixTypeName(msgType).endsWith('Reject');
}

/** A message on one line, with `|` in place of the character 1: the form that support desks exchange and paste. */
export function fixLine(raw: string): string {
  return raw.replaceAll(soh, '|');
}

const tagsOfFrame: ReadonlySet<string> = new Set(['8', '9', '34', '35', '49', '52', '56', '10']);

/** The fields of a message without its header and trailer. */
export function fixBody(raw: string, names: TagNames = {}): readonly FixField[] {
  return fixFields(raw, names).filter(({ tag }) => !tagsOfFrame.has(tag));
}

/**
 * The messages of FIX sessions: their types, what each type is for, and the kinds under which a session's record has its
 * messages. Source: FIX 4.2 and 4.4, tables of message types (MsgType, tag 35).
 */
import { namesOf } from './names.ts';

export const msgTypes = {
  heartbeat: '0',
  testRequest: '1',
  resendRequest: '2',
  reject: '3',
  sequenceReset: '4',
  logout: '5',
  executionReport: '8',
  orderCancelReject: '9',
  logon: 'A',
  marketDataRequest: 'V',
  marketDataFull: 'W',
  marketDataIncremental: 'X',
  marketDataReject: 'Y',
  orderMassStatusRequest: 'AF',
  newOrderSingle: 'D',
  orderCancelRequest: 'F',
  orderCancelReplaceRequest: 'G',
  orderStatusRequest: 'H',
  businessMessageReject: 'j',
} as const;
export type MsgTypeName = keyof typeof msgTypes;

/**
 * - `session`: between the two sessions; every other use is the application's.
 * - `order`: becomes an order at the venue, or changes one.
 * - `request`: asks the venue for something else.
 * - `answer`: what the venue says of orders.
 * - `prices`: what the venue says of its market.
 */
export type MsgUse = 'session' | 'order' | 'request' | 'answer' | 'prices';

const uses: Readonly<Record<MsgTypeName, MsgUse>> = {
  heartbeat: 'session',
  testRequest: 'session',
  resendRequest: 'session',
  reject: 'session',
  sequenceReset: 'session',
  logout: 'session',
  executionReport: 'answer',
  orderCancelReject: 'answer',
  logon: 'session',
  marketDataRequest: 'request',
  marketDataFull: 'prices',
  marketDataIncremental: 'prices',
  marketDataReject: 'prices',
  orderMassStatusRequest: 'request',
  newOrderSingle: 'order',
  orderCancelRequest: 'request',
  orderCancelReplaceRequest: 'order',
  orderStatusRequest: 'request',
  businessMessageReject: 'answer',
};

const useOfType: ReadonlyMap<string, MsgUse> = new Map(
  namesOf(msgTypes).map((name) => [msgTypes[name], uses[name]]),
);

/** Undefined for a type that neither side uses here. */
export function msgUseOf(msgType: string): MsgUse | undefined {
  return useOfType.get(msgType);
}

/**
 * `again`: sent once more under its old number. `fill`: a gap fill in place of such messages. `unsent`: recorded, and
 * never left. `refused`: its number counts, and its content does not. `ignored`: out of its order, so it comes again or
 * has come before.
 */
export const fixMessageKinds = [
  'sent',
  'again',
  'fill',
  'unsent',
  'taken',
  'refused',
  'ignored',
  'garbled',
] as const;
export type FixMessageKind = (typeof fixMessageKinds)[number];

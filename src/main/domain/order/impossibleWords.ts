/** Why a command is refused in a state, in the words of a person at the desk. */
import type { OrderCommand } from './orderCommands.ts';
import type { OrderState } from './orderState.ts';

/** Continues `the order can't be`. */
const actions: Readonly<Record<OrderCommand['type'], string>> = {
  CreateOrder: 'created',
  DenyOrder: 'denied',
  BeginSubmission: 'sent',
  MarkInDoubt: 'put in doubt',
  RequestCancel: 'canceled',
  RequestReplace: 'amended',
  DenyReplace: 'amended',
  RecordAcceptance: 'taken as accepted',
  RecordRejection: 'taken as rejected',
  RecordFill: 'filled',
  RecordCancel: 'taken as canceled',
  RecordCancelRejection: 'kept from being canceled',
  RecordReplace: 'taken as amended',
  RecordReplaceRejection: 'kept from being amended',
  RecordExpiry: 'taken as expired',
  AdoptOrder: 'adopted',
  RecordReinstatement: 'taken as working again',
  RecordInquiry: 'asked about',
  RepeatRequest: 'asked for the same again',
  SettleOrder: 'settled',
  RecordClosedElsewhere: 'held to what is left to close',
};

/** Continues `it is`, in the words that the blotter uses. */
const states: Readonly<Record<Exclude<OrderState['status'], 'none'>, string>> = {
  created: 'not sent yet',
  denied: 'denied',
  submitting: 'on its way to the venue',
  accepted: 'working',
  partially_filled: 'partly filled and working',
  filled: 'filled',
  pending_cancel: 'being canceled',
  pending_replace: 'being amended',
  canceled: 'canceled',
  rejected: 'rejected',
  expired: 'expired',
  in_doubt: 'in doubt',
};

/** The whole sentence: `the order can't be amended: it is being canceled`. */
export function impossibleWords(command: OrderCommand['type'], status: OrderState['status']): string {
  const action = actions[command];
  return status === 'none'
    ? `the order can't be ${action}: it does not exist`
    : `the order can't be ${action}: it is ${states[status]}`;
}

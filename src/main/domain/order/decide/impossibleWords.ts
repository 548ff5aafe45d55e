/** Why a command is refused in a state, in the words of a person at the desk. */
import type { OrderCommand } from '../orderCommands.ts';
import type { OrderState } from '../orderState.ts';

/** Continues `the order can't`. */
const actions: Readonly<Record<OrderCommand['type'], string>> = {
  CreateOrder: 'be created',
  DenyOrder: 'be denied',
  BeginSubmission: 'be sent',
  MarkInDoubt: 'be marked as in doubt',
  RequestCancel: 'be canceled',
  RequestReplace: 'be amended',
  DenyReplace: 'be amended',
  RecordAcceptance: 'be recorded as accepted',
  RecordRejection: 'be recorded as rejected',
  RecordFill: 'be filled',
  RecordBust: 'record that an execution was taken back',
  RecordCorrection: 'record that an execution was corrected',
  RecordCancel: 'be recorded as canceled',
  RecordCancelRejection: 'record that its cancel was refused',
  RecordReplace: 'be recorded as amended',
  RecordRestatement: 'be recorded as changed by the venue',
  RecordReplaceRejection: 'record that its amend was refused',
  RecordExpiry: 'be recorded as expired',
  AdoptOrder: 'be adopted',
  RecordReinstatement: 'be recorded as working again',
  RecordInquiry: 'record a question to the venue',
  RepeatRequest: 'repeat its request to the venue',
  SettleOrder: 'be settled',
  RecordClosedElsewhere: 'record what other orders have closed',
};

/** Continues `it is`, in the words that the blotter uses. */
const states: Readonly<Record<Exclude<OrderState['status'], 'none'>, string>> = {
  created: 'not sent yet',
  denied: 'denied',
  submitting: 'being sent to the venue',
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
    ? `the order can't ${action}: it does not exist`
    : `the order can't ${action}: it is ${states[status]}`;
}

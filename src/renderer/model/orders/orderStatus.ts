/** How an order's status looks and which group it belongs to. */
import {
  isInFlight,
  isTerminal,
  orderStatuses,
  pendingStatuses,
  workingStatuses,
  type EndedStatus,
} from '../../../main/domain/order/orderState.ts';
import { amendableStatuses, cancelableStatuses } from '../../../main/domain/order/orderTransitions.ts';
import type { OrderStatus, OrderView } from '../../../shared/contract/orders.ts';
import type { Look } from '../../ui/display/look.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';

const looks: Readonly<Record<OrderStatus, Look>> = {
  created: { word: 'Created', glyph: 'dashed', tone: 'wait' },
  denied: { word: 'Denied', glyph: 'ban', tone: 'bad' },
  submitting: { word: 'Submitting', glyph: 'dashed', tone: 'wait' },
  accepted: { word: 'Working', glyph: 'ring', tone: 'live' },
  partially_filled: { word: 'Partial', glyph: 'half', tone: 'live' },
  filled: { word: 'Filled', glyph: 'dot', tone: 'ok' },
  pending_cancel: { word: 'Pending cancel', glyph: 'dashed', tone: 'wait' },
  pending_replace: { word: 'Pending replace', glyph: 'dashed', tone: 'wait' },
  canceled: { word: 'Canceled', glyph: 'cross', tone: 'off' },
  rejected: { word: 'Rejected', glyph: 'ban', tone: 'bad' },
  expired: { word: 'Expired', glyph: 'clock', tone: 'off' },
  in_doubt: { word: 'In doubt', glyph: 'question', tone: 'warn' },
};

export function lookOf(status: OrderStatus): Look {
  return looks[status];
}

export type StatusAndWord = Pick<OrderView, 'status' | 'settledBy'>;

/**
 * Gives `Filled, by root's word` and its look. What a person has said about an order looks different from the venue's
 * own report.
 */
export function orderLook({ status, settledBy }: StatusAndWord): Look {
  const look = looks[status];
  if (settledBy === undefined) return look;
  return { ...look, word: `${look.word}, by ${settledBy.replace('operator:', '')}'s word`, tone: 'warn' };
}

/** A status as text in sentences and filters: `pending cancel`. */
export function statusWord(status: string): string {
  return status.replaceAll('_', ' ');
}

export const statusGroupNames = ['working', 'pending', 'in_doubt', 'filled', 'refused', 'ended'] as const;
export type StatusGroup = (typeof statusGroupNames)[number];

/** The group of each ended status. A new one does not compile without its group. */
const endGroups: Readonly<Record<EndedStatus, 'filled' | 'refused' | 'ended'>> = {
  filled: 'filled',
  denied: 'refused',
  rejected: 'refused',
  canceled: 'ended',
  expired: 'ended',
};

const endedAs = (group: StatusGroup): readonly OrderStatus[] =>
  orderStatuses.filter((status) => isTerminal(status) && endGroups[status] === group);

/** What the blotter filters by. An order whose venue has not answered is working and pending. */
export const statusGroups: Readonly<
  Record<StatusGroup, { readonly label: string; readonly statuses: readonly OrderStatus[] }>
> = {
  working: { label: 'Working', statuses: workingStatuses },
  pending: { label: 'Pending', statuses: pendingStatuses },
  in_doubt: { label: 'In doubt', statuses: ['in_doubt'] },
  filled: { label: 'Filled', statuses: endedAs('filled') },
  refused: { label: 'Refused', statuses: endedAs('refused') },
  ended: { label: 'Canceled or expired', statuses: endedAs('ended') },
};

/** Why a cancel can't be requested, in words for a disabled button; undefined when it can. */
export function whyNoCancel(status: OrderStatus): string | undefined {
  if (cancelableStatuses.includes(status)) return undefined;
  return status === 'pending_cancel'
    ? 'A cancel is already under way'
    : `The order is ${statusWord(status)}: nothing is left to cancel`;
}

/** Why an amend can't be requested; undefined when it can. */
export function whyNoAmend(status: OrderStatus): string | undefined {
  if (amendableStatuses.includes(status)) return undefined;
  return isInFlight(status)
    ? `The order is ${statusWord(status)}: wait for the venue's answer`
    : `The order is ${statusWord(status)}: only a working order can be amended`;
}

/** The short form of an order type, as desks write it. */
const typeCodes: Readonly<Record<OrderView['orderType'], string>> = {
  market: 'MKT',
  limit: 'LMT',
  stop: 'STP',
  stop_limit: 'STL',
};
export function typeCode(orderType: OrderView['orderType']): string {
  return typeCodes[orderType];
}

/** The role of an exit, in a word that fits into a cell. */
export function roleWord(role: NonNullable<OrderView['role']>): string {
  return role === 'take_profit' ? 'tp' : 'sl';
}

/** An order in doubt, and one that has ended without a fill of its whole quantity, say why. */
function hasReason(status: OrderStatus): boolean {
  return status === 'in_doubt' || (isTerminal(status) && status !== 'filled');
}

/** The reason for the order's present status. A reason for an earlier status is only in the timeline. */
export function presentReason({ status, reasonCode, reason }: OrderView): string | undefined {
  if (reason === undefined || !hasReason(status)) return undefined;
  return reasonCode === undefined ? reason : `${reasonCode}: ${reason}`;
}

/** The reason that the row shows: for refusals and doubts, not for ordinary ends. */
export function rowReason(order: OrderView): string | undefined {
  switch (order.status) {
    case 'denied':
      return order.reasonCode === undefined ? order.reason : order.reasonCode.replaceAll('_', ' ');
    case 'rejected':
      return [order.reasonCode, order.reason].filter((part) => part !== undefined).join(' ');
    case 'in_doubt':
    case 'expired':
    case 'canceled':
      // The status stands before it: `Canceled on request`, not `Canceled canceled on request`.
      return order.reason?.replace(new RegExp(`^${order.status} `), '');
    case 'created':
    case 'submitting':
    case 'accepted':
    case 'partially_filled':
    case 'filled':
    case 'pending_cancel':
    case 'pending_replace':
      return undefined;
    default:
      return assertNever(order.status);
  }
}

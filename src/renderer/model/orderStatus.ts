/** How an order's status looks and which group it belongs to. */
import type { OrderStatus, OrderView } from '../../shared/contract/orders.ts';
import type { GlyphShape } from '../ui/display/Glyph.tsx';
import type { Tone } from '../ui/display/tone.ts';

export interface StatusLook {
  readonly word: string;
  readonly glyph: GlyphShape;
  readonly tone: Tone;
}

const looks: Readonly<Record<OrderStatus, StatusLook>> = {
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

export function lookOf(status: OrderStatus): StatusLook {
  return looks[status];
}

export type StatusAndWord = Pick<OrderView, 'status' | 'settledBy'>;

/**
 * Gives `Filled, by root's word` and its look. What a person has said about an order looks different from the venue's
 * own report.
 */
export function orderLook({ status, settledBy }: StatusAndWord): StatusLook {
  const look = looks[status];
  if (settledBy === undefined) return look;
  return { ...look, word: `${look.word}, by ${settledBy.replace('operator:', '')}'s word`, tone: 'warn' };
}

/** A status as text in sentences and filters: `pending cancel`. */
export function statusWord(status: string): string {
  return status.replaceAll('_', ' ');
}

export type StatusGroup = 'working' | 'pending' | 'in_doubt' | 'filled' | 'refused' | 'ended';

export const statusGroups: Readonly<
  Record<StatusGroup, { readonly label: string; readonly statuses: readonly OrderStatus[] }>
> = {
  working: {
    label: 'Working',
    statuses: ['accepted', 'partially_filled', 'pending_cancel', 'pending_replace', 'submitting', 'created'],
  },
  pending: { label: 'Pending', statuses: ['created', 'submitting', 'pending_cancel', 'pending_replace'] },
  in_doubt: { label: 'In doubt', statuses: ['in_doubt'] },
  filled: { label: 'Filled', statuses: ['filled'] },
  refused: { label: 'Refused', statuses: ['denied', 'rejected'] },
  ended: { label: 'Canceled or expired', statuses: ['canceled', 'expired'] },
};

/** Statuses in which an operator may request a cancel. The engine makes the final decision. */
export const cancelableStatuses: readonly OrderStatus[] = [
  'created',
  'submitting',
  'accepted',
  'partially_filled',
  'pending_replace',
  'in_doubt',
];
const cancelable: ReadonlySet<OrderStatus> = new Set(cancelableStatuses);

/** Why a cancel can't be requested, in words for a disabled button; undefined when it can. */
export function whyNoCancel(status: OrderStatus): string | undefined {
  if (cancelable.has(status)) return undefined;
  return status === 'pending_cancel'
    ? 'A cancel is already under way'
    : `The order is ${statusWord(status)}: nothing is left to cancel`;
}

/** Statuses in which an operator may request an amend: the order rests at the venue, and no other request is open. */
export const amendableStatuses: readonly OrderStatus[] = ['accepted', 'partially_filled'];
const amendable: ReadonlySet<OrderStatus> = new Set(amendableStatuses);

/** Why an amend can't be requested; undefined when it can. */
export function whyNoAmend(status: OrderStatus): string | undefined {
  if (amendable.has(status)) return undefined;
  return status === 'pending_cancel' || status === 'pending_replace'
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

const explained: ReadonlySet<OrderStatus> = new Set([
  'denied',
  'rejected',
  'in_doubt',
  'expired',
  'canceled',
]);

/** The reason for the order's present status. A reason for an earlier status is only in the timeline. */
export function presentReason({ status, reasonCode, reason }: OrderView): string | undefined {
  if (reason === undefined || !explained.has(status)) return undefined;
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
    default:
      return undefined;
  }
}

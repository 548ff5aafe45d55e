/** Writes an order's history as plain text, for a mail or a report. */
import type { OrderDetail } from '../../../shared/contract/api.ts';
import { counted } from '../../format/decimals.ts';
import { deltaBetween } from '../../format/times.ts';
import { eventSource, eventSummary } from '../../model/events/eventSummary.ts';
import { statusWord } from '../../model/orders/orderStatus.ts';
import { describeTerms } from '../../model/orders/orderTerms.ts';

export function orderAsText({ order, events, risk }: OrderDetail): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['order', order.orderId],
    ['signal', order.signalId],
    ['client order id', order.clientOrderId],
    ['venue order id', order.venueOrderId],
    ['terms', describeTerms(order)],
    ['account', order.account],
    ['strategy', order.strategy],
    ['venue', order.venue],
    ['status', statusWord(order.status)],
    ['reason', order.reason],
    [
      'filled',
      `${order.filledQuantity} of ${order.quantity}${order.averagePrice === undefined ? '' : ` at ${order.averagePrice} on average`}`,
    ],
    ['overfilled by', order.overfilledBy],
    [
      'fills revised',
      order.revisions === undefined ? undefined : `${counted(order.revisions, 'time')} by the venue`,
    ],
    ['created', order.createdAt],
    ['updated', order.updatedAt],
  ];
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(16)}${value}`]));
  const timeline = events.map((event, index) => {
    const before = events[index - 1];
    const delta = before === undefined ? '' : deltaBetween(before.time, event.time);
    return `${event.time}  ${delta.padStart(12)}  ${eventSource(event).padEnd(10)}  ${event.type.padEnd(22)}  ${eventSummary(event)}`;
  });
  const rules = (risk?.rules ?? []).map(
    (rule) =>
      `${rule.verdict.padEnd(5)} ${rule.rule.padEnd(24)} ${rule.input} of ${rule.limit}${rule.message === undefined ? '' : `  ${rule.message}`}`,
  );
  return plain(
    [...lines, '', 'Events', ...timeline, ...(rules.length > 0 ? ['', 'Risk', ...rules] : [])].join('\n'),
  );
}

/** Replaces narrow spaces and typographic minus signs, which are only for the screen. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', '').replaceAll('\u2212', '-');
}

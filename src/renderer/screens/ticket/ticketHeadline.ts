/** The headline for a ticket's outcome: from the order's present state, or from the answer where there is no order. */
import type { Submission } from '../../../shared/contract/signals.ts';
import type { StatusAndWord } from '../../model/orders/orderStatus.ts';
import type { OrderStatus } from '../../../shared/contract/orders.ts';
import type { GlyphShape } from '../../ui/display/Glyph.tsx';
import type { Tone } from '../../ui/display/tone.ts';

interface Headline {
  readonly text: string;
  readonly glyph: GlyphShape;
  readonly tone: Tone;
}

const sent: Headline = { text: 'Sent', glyph: 'check', tone: 'ok' };
const settledByHand: Headline = {
  text: 'Settled by hand, not by the venue',
  glyph: 'question',
  tone: 'warn',
};
const denied: Headline = { text: 'Denied before it left', glyph: 'ban', tone: 'bad' };
const onItsWay: Headline = { text: 'Taken, not answered yet', glyph: 'dashed', tone: 'wait' };

const byStatus: Readonly<Record<OrderStatus, Headline>> = {
  created: onItsWay,
  submitting: onItsWay,
  in_doubt: { text: 'In doubt: the venue has not answered', glyph: 'question', tone: 'warn' },
  denied,
  rejected: { text: 'Rejected by the venue', glyph: 'ban', tone: 'bad' },
  accepted: sent,
  partially_filled: sent,
  filled: sent,
  pending_cancel: sent,
  pending_replace: sent,
  canceled: sent,
  expired: sent,
};

const byOutcome: Readonly<Record<Submission['outcome'], Headline>> = {
  ordered: onItsWay,
  pending: onItsWay,
  denied,
  rejected: { text: 'Refused: no order', glyph: 'ban', tone: 'bad' },
  duplicate: { text: 'Taken before: this is the first outcome', glyph: 'warning', tone: 'warn' },
};

/** `order` is the present order; undefined where there is none, or it is not known. */
export function ticketHeadline(outcome: Submission['outcome'], order: StatusAndWord | undefined): Headline {
  const isAboutOrder = outcome === 'ordered' || outcome === 'pending';
  if (!isAboutOrder || order === undefined) return byOutcome[outcome];
  return order.settledBy === undefined ? byStatus[order.status] : settledByHand;
}

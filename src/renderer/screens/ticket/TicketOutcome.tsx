/** The outcome of the last ticket, with every reason when it was refused. */
import { shortId } from '../../format/ids.ts';
import { orderLook } from '../../model/orders/orderStatus.ts';
import { ticketHeadline } from './ticketHeadline.ts';
import { useOrders } from '../../store/orders/ordersStore.ts';
import { useTicket, type TicketOutcome as Outcome } from '../../store/ticketStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { AuditLink } from '../common/AuditLink.tsx';
import { OrderLink } from '../common/OrderLink.tsx';
import { OrderStatusWord } from '../common/OrderStatusWord.tsx';
import { Refusals } from './DryRunView.tsx';

export function TicketOutcome() {
  const outcome = useTicket((ticket) => ticket.outcome);
  if (outcome === undefined) return null;
  return (
    <output
      className="outcome"
      data-testid="ticket-outcome"
      data-outcome={outcome.kind === 'answered' ? outcome.submission.outcome : 'failed'}
      aria-label="Outcome of the last ticket"
    >
      <Button
        look="quiet"
        className="outcome-close"
        name="Dismiss the outcome"
        onPress={() => {
          useTicket.setState({ outcome: undefined });
        }}
      >
        ×
      </Button>
      {outcome.kind === 'answered' ? <Answered outcome={outcome} /> : <Failed outcome={outcome} />}
    </output>
  );
}

function Answered({ outcome }: { readonly outcome: Extract<Outcome, { kind: 'answered' }> }) {
  const { submission, terms } = outcome;
  const { orderId } = submission;
  const live = useOrders((orders) => (orderId === undefined ? undefined : orders.rows.get(orderId)));
  const order = live ?? (submission.status === undefined ? undefined : { status: submission.status });
  const head = ticketHeadline(submission.outcome, order);
  return (
    <>
      <p>
        <StateWord glyph={head.glyph} tone={head.tone}>
          {head.text}
        </StateWord>{' '}
        {terms}
      </p>
      <Refusals refusals={submission.reasons} />
      {orderId !== undefined && (
        <p className="outcome-order">
          <OrderLink orderId={orderId} />
          {order !== undefined && <OrderStatusWord order={order} />}
          {order !== undefined && <span className="visually-hidden">Order is {orderLook(order).word}</span>}
        </p>
      )}
    </>
  );
}

function Failed({ outcome }: { readonly outcome: Extract<Outcome, { kind: 'failed' }> }) {
  const { unknown } = outcome;
  return (
    <>
      <p>
        <StateWord glyph="warning" tone="bad">
          {unknown ? 'No answer' : 'Not taken'}
        </StateWord>{' '}
        {outcome.terms}
      </p>
      <p className="tone-bad">{outcome.fault.message}</p>
      {unknown && (
        <p className="dim">
          If it was taken, it is under signal{' '}
          <AuditLink find={outcome.signalId}>{shortId(outcome.signalId)}</AuditLink>. Sending this review
          again uses the same id and can't make a second order.
        </p>
      )}
    </>
  );
}

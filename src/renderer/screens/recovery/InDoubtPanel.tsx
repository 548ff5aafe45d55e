/** Orders in doubt: the questions to the venue, its answers, and the operator's settlement. */
import { useState } from 'react';
import type { InDoubtOrder, Inquiry } from '../../../shared/contract/recovery.ts';
import { groupDecimal, groupInteger } from '../../format/decimals.ts';
import { age, clockTime, dateTime } from '../../format/times.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { useStatus } from '../../store/desk/statusStore.ts';
import { useNow } from '../../ui/useNow.ts';
import { OrderLink } from '../common/OrderLink.tsx';
import { Side } from '../common/Side.tsx';
import { VenueTrouble } from '../common/VenueTrouble.tsx';
import { useAsked } from '../common/useAsked.ts';
import { SettleDialog } from './SettleDialog.tsx';

export function InDoubtPanel({ again }: { readonly again: unknown }) {
  const { value, fault } = useAsked('listInDoubt', {}, again);
  const [settling, setSettling] = useState<InDoubtOrder>();
  const venues = useStatus((store) => store.status?.venues)?.map(({ venue }) => venue) ?? [];
  return (
    <Panel
      title="Orders in doubt"
      className="in-doubt"
      testId="in-doubt"
      extra={value !== undefined && <span className="count">{groupInteger(value.orders.length)}</span>}
    >
      {value === undefined ? (
        fault === undefined ? (
          <Loading title="Loading the orders in doubt" />
        ) : (
          <Notice kind="error" title="The orders in doubt can't be shown" text={fault.message} />
        )
      ) : value.orders.length === 0 ? (
        <Notice kind="empty" title="No order is in doubt">
          <VenueTrouble venues={venues} />
          <p>
            An order whose answer is lost shows up here: it is neither sent again nor rejected by guess, the
            venue is asked, and you have the last word.
          </p>
        </Notice>
      ) : (
        <ScrollArea name="Orders in doubt">
          <ul>
            {value.orders.map((order) => (
              <Doubt
                key={order.orderId}
                order={order}
                onSettle={() => {
                  setSettling(order);
                }}
              />
            ))}
          </ul>
        </ScrollArea>
      )}
      {settling !== undefined && (
        <SettleDialog
          order={settling}
          onClose={() => {
            setSettling(undefined);
          }}
        />
      )}
    </Panel>
  );
}

const subjects: Readonly<Record<InDoubtOrder['subject'], string>> = {
  submission: 'Submission unanswered',
  cancel: 'Cancel unanswered',
  replace: 'Replace unanswered',
};

function Doubt({ order, onSettle }: { readonly order: InDoubtOrder; readonly onSettle: () => void }) {
  const disabledReason = useWhyNoCommand('settle');
  const now = useNow(1_000);
  const since = Date.parse(order.since);
  return (
    <li className="doubt" data-order-id={order.orderId} data-subject={order.subject}>
      <div className="venue-head">
        <OrderLink orderId={order.orderId} />
        <span>
          <Side side={order.side} /> {groupDecimal(order.quantity)} {order.symbol}
        </span>
        <span className="dim">
          {groupDecimal(order.filledQuantity)} filled · {order.venue}
        </span>
        <span className="grow" />
        <StateWord glyph="question" tone="warn">
          {subjects[order.subject]}
        </StateWord>
        <span className="n doubt-age" title={dateTime(order.since)}>
          {age(now - since)}
        </span>
        <Button disabledReason={disabledReason} onPress={onSettle}>
          Settle…
        </Button>
      </div>
      <p className="dim">
        {order.reason}. Client id <span className="mono">{order.clientOrderId}</span>, venue id{' '}
        {order.venueOrderId === undefined ? 'not known' : <span className="mono">{order.venueOrderId}</span>}.
      </p>
      <Evidence order={order} />
    </li>
  );
}

const shownMax = 5;
const answers: Readonly<Record<Inquiry['answer'], string>> = {
  unknown_order: 'not known there',
  no_answer: 'no answer',
  found: 'found',
};

function Evidence({ order }: { readonly order: InDoubtOrder }) {
  const { evidence, attempts } = order;
  if (evidence.length === 0) return <p className="dim">The venue was not asked about it yet.</p>;
  const shown = evidence.slice(-shownMax);
  const earlier = attempts - shown.length;
  return (
    <ol className="evidence" aria-label="Evidence">
      {earlier > 0 && (
        <li className="dim">{groupInteger(earlier)} earlier questions stand in the order's history</li>
      )}
      {shown.map((inquiry) => (
        <li key={`${inquiry.subject} ${inquiry.attempt}`}>
          <span className="mono dim">{clockTime(inquiry.askedAt)}</span>
          <span>
            asked {inquiry.attempt}: <b>{answers[inquiry.answer]}</b>
          </span>
          <span className="dim">{inquiry.detail}</span>
        </li>
      ))}
    </ol>
  );
}

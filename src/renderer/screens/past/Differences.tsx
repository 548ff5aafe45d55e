/** The differences between the marked moment and the shown one. */
import type { DeskDifferenceView } from '../../../shared/contract/past.ts';
import { counted, groupDecimal, groupInteger, signedDecimal } from '../../format/decimals.ts';
import { dateTime } from '../../format/times.ts';
import { shortId } from '../../format/ids.ts';
import { lookOf } from '../../model/orders/orderStatus.ts';
import { describeTerms } from '../../model/orders/orderTerms.ts';
import { usePricePlaces } from '../../store/desk/deskStore.ts';
import { Notice } from '../../ui/display/Notice.tsx';
import { Progress } from '../../ui/display/Progress.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { usePastAnswer } from './usePastAnswer.ts';

interface Properties {
  readonly at: number;
  readonly marked: number | undefined;
}

export function Differences({ at, marked }: Properties) {
  const input = marked === undefined ? undefined : { from: Math.min(at, marked), to: Math.max(at, marked) };
  const { value, isPresent, reached, fault } = usePastAnswer('compareDesk', input);
  if (input === undefined) {
    return (
      <Notice
        kind="empty"
        title="No moment is marked"
        text="Press “Mark this moment” and then go to another one: here stands what differs between both."
      />
    );
  }
  if (fault !== undefined) {
    return <Notice kind="error" title="The moments can't be compared" text={fault} />;
  }
  if (value === undefined || !isPresent) {
    return (
      <Notice kind="loading" title="Comparing both moments">
        <Progress label="Comparing" done={reached ?? 0} total={input.to} />
      </Notice>
    );
  }
  return <Found difference={value} />;
}

function Found({ difference }: { readonly difference: DeskDifferenceView }) {
  const { from, to, created, changed, fills, orders, positions, states } = difference;
  const { alertsRaised, alertsOver } = difference;
  const other = states.length + positions.length + alertsRaised.length + alertsOver.length;
  return (
    <ScrollArea name="Differences" className="past-scroll">
      <div data-testid="differences">
        <p className="past-counts">
          From {moment(from)} to {moment(to)}: {counted(created, 'order')} created, {groupInteger(changed)}{' '}
          changed, {counted(fills, 'fill')}
        </p>
        {created + changed + other === 0 && <Notice kind="empty" title="Nothing differs" />}
        <ul className="past-list" aria-label="What differs">
          {states.map(({ what, name, from: before = 'none', to: after = 'none' }) => (
            <li key={`${what} ${name}`}>
              <b>
                {what} {name}
              </b>{' '}
              <s>{before.replaceAll('_', ' ')}</s> {after.replaceAll('_', ' ')}
            </li>
          ))}
          {positions.map(({ account, symbol, from: before, to: after }) => (
            <li key={`${account} ${symbol}`}>
              <b>
                position {account} {symbol}
              </b>{' '}
              <s>{signedDecimal(before)}</s> {signedDecimal(after)}
            </li>
          ))}
          {alertsRaised.map(({ alertId, kind, message }) => (
            <li key={`raised ${alertId}`}>
              <b className="tone-bad">alert {kind.replaceAll('_', ' ')}</b> raised: {message}
            </li>
          ))}
          {alertsOver.map(({ alertId, kind }) => (
            <li key={`over ${alertId}`}>
              <b>alert {kind.replaceAll('_', ' ')}</b> over
            </li>
          ))}
          {orders.map((change) => (
            <OrderLine key={change.order.orderId} change={change} />
          ))}
        </ul>
        {created + changed > orders.length && (
          <p className="panel-foot">
            The first {groupInteger(orders.length)} of {counted(created + changed, 'order')} are listed.
          </p>
        )}
      </div>
    </ScrollArea>
  );
}

function OrderLine({ change }: { readonly change: DeskDifferenceView['orders'][number] }) {
  const { order, from, filled } = change;
  const places = usePricePlaces()(order.symbol);
  return (
    <li>
      <b className="mono" title={order.orderId}>
        {shortId(order.orderId)}
      </b>{' '}
      {describeTerms(order, places)}: <s>{from === undefined ? 'not there yet' : lookOf(from).word}</s>{' '}
      {lookOf(order.status).word}
      {filled !== '0' && `, filled ${groupDecimal(filled)}`}
    </li>
  );
}

function moment({ position, time }: DeskDifferenceView['from']): string {
  return `${groupInteger(position)}${time === undefined ? '' : ` (${dateTime(time)})`}`;
}

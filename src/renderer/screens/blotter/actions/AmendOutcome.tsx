/** The outcome of an amend for each order, and its problems: order by order, and in groups. */
import type { Amendment } from '../../../../shared/contract/api.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { counted, groupInteger } from '../../../format/decimals.ts';
import { shortId } from '../../../format/ids.ts';
import { describeTerms } from '../../../model/orders/orderTerms.ts';
import { Glyph } from '../../../ui/display/Glyph.tsx';
import { amended } from './amendForm.ts';
import type { OrderGroup } from './orderGroups.ts';

const namedMax = 4;

interface GroupsProperties {
  readonly groups: readonly OrderGroup[];
  readonly tone: 'tone-bad' | 'tone-warn';
  readonly name: string;
}

/** One line for all orders with the same problem: `3 orders: …`, with the first of their ids. */
export function OrderGroups({ groups, tone, name }: GroupsProperties) {
  if (groups.length === 0) return null;
  return (
    <div role="status" aria-label={name} className={tone}>
      <ul className="order-groups">
        {groups.map(({ key, text, orderIds }) => (
          <li key={key} data-group={key}>
            <Glyph shape="warning" />
            <span>
              <b>{counted(orderIds.length, 'order')}</b>: {text}{' '}
              <span className="dim">
                {orderIds.slice(0, namedMax).map(shortId).join(', ')}
                {orderIds.length > namedMax && ` and ${groupInteger(orderIds.length - namedMax)} more`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const listed = 6;

interface OutcomeProperties {
  readonly orders: readonly OrderView[];
  readonly amendments: readonly Amendment[];
  readonly problems: ReadonlyMap<string, string>;
  readonly places: number;
}

/** Shows each order before and after the amend. */
export function AmendOutcome({ orders, amendments, problems, places }: OutcomeProperties) {
  const byId = new Map(amendments.map((amendment) => [amendment.orderId, amendment]));
  return (
    <ul className="scope-list amend-list">
      {orders.slice(0, listed).map((order) => {
        const amendment = byId.get(order.orderId);
        return (
          <li key={order.orderId} data-order-id={order.orderId}>
            <span className="mono">{shortId(order.orderId)}</span> {describeTerms(order, places)}
            <br />
            {amendment === undefined ? (
              <span className="dim">stays as it is</span>
            ) : (
              <b className={problems.has(order.orderId) ? 'tone-bad' : undefined}>
                {problems.has(order.orderId) ? 'can not become' : 'becomes'}{' '}
                {describeTerms(amended(order, amendment), places)}
                {problems.has(order.orderId) && `: ${problems.get(order.orderId) ?? ''}`}
              </b>
            )}
          </li>
        );
      })}
      {orders.length > listed && <li className="dim">and {groupInteger(orders.length - listed)} more</li>}
    </ul>
  );
}

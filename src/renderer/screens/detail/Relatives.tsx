/** The bracket around an order: its exits, or the entry that it protects. */
import type { OrderView } from '../../../shared/contract/orders.ts';
import { useShallow } from 'zustand/react/shallow';
import { groupDecimal } from '../../format/decimals.ts';
import { useOrders } from '../../store/orders/ordersStore.ts';
import { OrderLink } from '../common/OrderLink.tsx';
import { OrderStatusWord } from '../common/OrderStatusWord.tsx';

interface Properties {
  readonly order: OrderView;
  readonly places: number;
}

const roles = { take_profit: 'take profit', stop_loss: 'stop loss' } as const;

export function Relatives({ order, places }: Properties) {
  const children = useOrders(
    useShallow((orders) => [...orders.rows.values()].filter((row) => row.parentOrderId === order.orderId)),
  );
  const { parentOrderId, role, takeProfit, stopLoss } = order;
  if (parentOrderId === undefined && takeProfit === undefined && stopLoss === undefined) return null;
  return (
    <span className="relatives">
      {parentOrderId !== undefined && (
        <>
          {role === undefined ? 'belongs to' : `${roles[role]} of`} <OrderLink orderId={parentOrderId} />
        </>
      )}
      {takeProfit !== undefined && <span>take profit {groupDecimal(takeProfit, places)}</span>}
      {stopLoss !== undefined && <span>stop loss {groupDecimal(stopLoss, places)}</span>}
      {children.map((child) => (
        <span key={child.orderId}>
          <OrderLink orderId={child.orderId} /> {child.role !== undefined && roles[child.role]}{' '}
          <OrderStatusWord order={child} />
        </span>
      ))}
    </span>
  );
}

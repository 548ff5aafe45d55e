/** Loads an order as it was in the past. A past state never changes, so each is loaded once. */
import { useEffect, useState } from 'react';
import type { OrderView } from '../../../shared/contract/orders.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { call } from '../../store/link/engineLink.ts';

/** `unknown` while the engine has not answered; undefined before the order's first event. */
export type PastOrder = OrderView | 'unknown' | undefined;

interface Told {
  readonly key: string;
  readonly order: OrderView | undefined;
}

/** The order after the event at `position`; `unknown` without a position. */
export function useOrderAt(orderId: OrderId | undefined, position: number | undefined): PastOrder {
  const [told, setTold] = useState<Told>();
  const key = `${orderId} ${position}`;
  useEffect(() => {
    if (orderId === undefined || position === undefined) return undefined;
    let ended = false;
    void call('getOrderAt', { orderId, position }).then((reply) => {
      if (!ended && reply.ok) setTold({ key, order: reply.value.order });
    });
    return () => {
      ended = true;
    };
  }, [orderId, position, key]);
  return told?.key === key ? told.order : 'unknown';
}

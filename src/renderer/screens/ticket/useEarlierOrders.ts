/** The desk's last orders, of one symbol or of all, asked again while somebody types a ticket. */
import { useEffect, useState } from 'react';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { call } from '../../store/link/engineLink.ts';
import { useConnection } from '../../store/link/connectionStore.ts';

const askAgainMs = 3_000;
const ordersMax = 100;
const none: readonly OrderView[] = [];

interface Found {
  readonly symbol: string | undefined;
  readonly orders: readonly OrderView[];
}

/** No orders for an empty symbol. */
export function useEarlierOrders(symbol: string | undefined): readonly OrderView[] {
  const [found, setFound] = useState<Found>({ symbol: '', orders: none });
  const connected = useConnection((connection) => connection.state === 'connected');
  useEffect(() => {
    if (symbol === '' || !connected) return undefined;
    let ended = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (): Promise<void> => {
      const reply = await call('queryOrders', {
        filter: symbol === undefined ? {} : { symbol },
        sort: [{ field: 'createdAt', descending: true }],
        limit: ordersMax,
      });
      if (ended) return;
      if (reply.ok) setFound({ symbol, orders: reply.value.rows });
      timer = setTimeout(() => void ask(), askAgainMs);
    };
    void ask();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [symbol, connected]);
  return found.symbol === symbol ? found.orders : none;
}

/** The desk's last orders of a symbol, asked again while somebody types a ticket. */
import { useEffect, useState } from 'react';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { call } from '../../store/link/engineLink.ts';
import { useConnection } from '../../store/link/connectionStore.ts';

const askAgainMs = 3_000;
const ordersMax = 100;
const none: readonly OrderView[] = [];

export function useEarlierOrders(symbol: string): readonly OrderView[] {
  const [found, setFound] = useState({ symbol: '', orders: none });
  const connected = useConnection((connection) => connection.state === 'connected');
  useEffect(() => {
    if (symbol === '' || !connected) return undefined;
    let ended = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (): Promise<void> => {
      const reply = await call('queryOrders', {
        filter: { symbol },
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

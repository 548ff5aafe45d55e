/** The desk's last orders, of some symbols and of all, asked again while somebody types a ticket or an amend. */
import { useEffect, useState } from 'react';
import type { Ticker } from '../../../shared/kernel/ids.ts';
import type { OrderFilter, OrderView } from '../../../shared/contract/orders.ts';
import { call } from '../../store/link/engineLink.ts';
import { useConnection } from '../../store/link/connectionStore.ts';

const askAgainMs = 3_000;
const ordersMax = 100;

export const noOrders: readonly OrderView[] = [];

export interface EarlierOfDesk {
  /** A symbol whose orders are not known yet is not in it. */
  readonly ofSymbols: ReadonlyMap<string, readonly OrderView[]>;
  readonly ofDesk: readonly OrderView[];
}

const nothing: EarlierOfDesk = { ofSymbols: new Map(), ofDesk: noOrders };

/** `symbols` must stay the same list while they are the same. */
export function useEarlierOrders(symbols: readonly Ticker[]): EarlierOfDesk {
  const [found, setFound] = useState(nothing);
  const connected = useConnection((connection) => connection.state === 'connected');
  useEffect(() => {
    if (!connected) return undefined;
    let ended = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (): Promise<void> => {
      const ofDesk = await lastOrders({});
      const ofSymbols = new Map<string, readonly OrderView[]>();
      for (const symbol of symbols) {
        // oxlint-disable-next-line no-await-in-loop -- one question at a time leaves room for others
        const orders = ended ? undefined : await lastOrders({ symbol });
        if (orders !== undefined) ofSymbols.set(symbol, orders);
      }
      if (ended) return;
      setFound((before) => ({ ofSymbols, ofDesk: ofDesk ?? before.ofDesk }));
      timer = setTimeout(() => void ask(), askAgainMs);
    };
    void ask();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [symbols, connected]);
  return found;
}

/** Undefined where the engine did not answer. */
async function lastOrders(filter: OrderFilter): Promise<readonly OrderView[] | undefined> {
  const reply = await call('queryOrders', {
    filter,
    sort: [{ field: 'createdAt', descending: true }],
    limit: ordersMax,
  });
  return reply.ok ? reply.value.rows : undefined;
}

/** Loads one order with all of its events, and keeps it live. The last known state outlives the panel. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { OrderDetail } from '../../../shared/contract/api.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { call, subscribe } from '../../store/link/engineLink.ts';
import { useConnection } from '../../store/link/connectionStore.ts';

export interface DetailState {
  readonly orderId: OrderId | undefined;
  readonly detail?: OrderDetail | undefined;
  readonly fault?: FaultView | undefined;
}

const useDetail = create<DetailState>(() => ({ orderId: undefined }));

const streamEventsMax = 100;

export function useOrderDetail(orderId: OrderId | undefined): DetailState {
  const state = useDetail();
  const since = useConnection((connection) => (connection.state === 'connected' ? connection.since : 0));
  useEffect(() => {
    if (orderId === undefined || since === 0) return undefined;
    return follow(orderId, (next) => {
      useDetail.setState(next, true);
    });
  }, [orderId, since]);
  return state.orderId === orderId ? state : { orderId };
}

/** Loads the order once, and again after each change. It sends one question at a time and misses no change. */
function follow(orderId: OrderId, onState: (state: DetailState) => void): () => void {
  let ended = false;
  let asking = false;
  let again = false;
  const ask = async (): Promise<void> => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const reply = await call('getOrder', { orderId });
    asking = false;
    if (ended) return;
    onState(reply.ok ? { orderId, detail: reply.value } : { orderId, fault: reply.fault });
    if (!again) return;
    again = false;
    void ask();
  };
  const unsubscribe = subscribe(
    'events',
    { query: { streamId: `order-${orderId}`, limit: streamEventsMax } },
    { snapshot: () => void ask(), delta: () => void ask(), refused: () => void ask() },
  );
  return () => {
    ended = true;
    unsubscribe();
  };
}

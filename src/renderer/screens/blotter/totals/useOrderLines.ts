/** Sums over orders, made by the engine over all that match, and made again while orders change. */
import { useEffect, useEffectEvent, useState } from 'react';
import { useSame } from '../../../ui/useSame.ts';
import type { ApiOutput } from '../../../../shared/contract/api.ts';
import type { OrderFilter } from '../../../../shared/contract/orders.ts';
import { call } from '../../../store/link/engineLink.ts';

const againMs = 1_000;

interface Kept {
  readonly key: string;
  readonly value?: ApiOutput<'getOrderLines'>;
  readonly fault?: string;
}

/** `position` is what the table holds: nothing is asked again before it has risen. */
export function useOrderLines(filter: OrderFilter | undefined, position: number): Omit<Kept, 'key'> {
  const key = JSON.stringify(filter ?? null);
  const asked = useSame(filter);
  const [kept, setKept] = useState<Kept>({ key });
  const isOld = useEffectEvent((at: number | undefined) => at === undefined || at < position);
  useEffect(() => {
    if (asked === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    // The next question waits for the answer: a slow one is never overtaken.
    const ask = async (): Promise<number | undefined> => {
      const reply = await call('getOrderLines', { filter: asked });
      if (!ended) setKept(reply.ok ? { key, value: reply.value } : { key, fault: reply.fault.message });
      return reply.ok ? reply.value.position : undefined;
    };
    const follow = async (at: number | undefined): Promise<void> => {
      const now = isOld(at) ? await ask() : at;
      if (!ended) timer = setTimeout(() => void follow(now), againMs);
    };
    void follow(undefined);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [asked, key]);
  return kept.key === key ? kept : {};
}

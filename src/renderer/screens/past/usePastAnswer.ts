/** Asks about the past until the answer is whole. The last whole answer stays visible meanwhile. */
import { useEffect, useState } from 'react';
import { useSame } from '../../ui/useSame.ts';
import type { ApiInput, ApiOutput } from '../../../shared/contract/api.ts';
import { call } from '../../store/link/engineLink.ts';

type PastMethod = 'getDeskAt' | 'queryOrdersAt' | 'compareDesk';
type Value<M extends PastMethod> = Extract<ApiOutput<M>, { done: true }>['value'];

export interface PastAsked<M extends PastMethod> {
  /** The answer to the input that `isPresent` speaks of, or to an earlier one. */
  readonly value?: Value<M>;
  /** Whether the answer is to the present input. */
  readonly isPresent: boolean;
  /** The position up to which the events are read, while the answer is not whole. */
  readonly reached?: number;
  readonly fault?: string;
}

interface Kept<M extends PastMethod> extends Omit<PastAsked<M>, 'isPresent'> {
  readonly key: string;
}

/** Without an input nothing is asked. */
export function usePastAnswer<M extends PastMethod>(method: M, input: ApiInput<M> | undefined): PastAsked<M> {
  const key = input === undefined ? '' : JSON.stringify(input);
  const asked = useSame(input);
  const [kept, setKept] = useState<Kept<M>>({ key: '' });
  useEffect(() => {
    if (asked === undefined) return undefined;
    let ended = false;
    const ask = async (): Promise<void> => {
      const reply = await call(method, asked);
      if (ended) return;
      if (!reply.ok) {
        setKept({ key, fault: reply.fault.message });
        return;
      }
      const answer = reply.value;
      if (answer.done) {
        setKept({ key, value: answer.value });
        return;
      }
      const { reached } = answer;
      setKept((before) => ({ ...before, reached }));
      await ask();
    };
    void ask();
    return () => {
      ended = true;
    };
  }, [method, asked, key]);
  const { key: of, ...answer } = kept;
  return { ...answer, isPresent: of === key && key !== '' };
}

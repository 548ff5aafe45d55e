/**
 * The answer to a query. The query is sent again whenever its input or `again` changes. The last good answer stays
 * visible.
 */
import { useEffect, useState } from 'react';
import { useSame } from '../../ui/useSame.ts';
import type { ApiInput, ApiMethod, ApiOutput } from '../../../shared/contract/api.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { call } from '../../store/link/engineLink.ts';

interface Asked<M extends ApiMethod> {
  /** The answer to the present input. */
  readonly value?: ApiOutput<M>;
  readonly fault?: FaultView;
}

interface Kept<M extends ApiMethod> extends Asked<M> {
  readonly key: string;
}

export function useAsked<M extends ApiMethod>(method: M, input: ApiInput<M>, again: unknown): Asked<M> {
  const key = JSON.stringify(input);
  const asked = useSame(input);
  const [kept, setKept] = useState<Kept<M>>({ key });
  useEffect(() => {
    let ended = false;
    void call(method, asked).then((reply) => {
      if (ended) return;
      setKept((before) =>
        reply.ok
          ? { key, value: reply.value }
          : { ...(before.key === key ? before : {}), key, fault: reply.fault },
      );
    });
    return () => {
      ended = true;
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- `again` is what makes it ask again
  }, [method, asked, key, again]);
  return kept.key === key ? kept : {};
}

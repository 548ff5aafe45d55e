/** Every use of the kill switch, newest first. It is live while somebody looks. */
import { useEffect, useState } from 'react';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { KillLedger } from '../../../shared/contract/trading.ts';
import { subscribe } from '../../store/link/engineLink.ts';
import { mergeLedgers } from './killLedger.ts';

export interface LiveLedgers {
  readonly ledgers?: readonly KillLedger[];
  readonly fault?: FaultView;
}

export function useKillLedgers(): LiveLedgers {
  const [state, setState] = useState<LiveLedgers>({});
  useEffect(() => {
    return subscribe(
      'kills',
      {},
      {
        snapshot: ({ ledgers }) => {
          setState({ ledgers });
        },
        delta: (changed) => {
          setState((before) => ({ ledgers: mergeLedgers(before.ledgers ?? [], changed) }));
        },
        refused: (fault) => {
          setState((before) => ({ ...before, fault }));
        },
      },
    );
  }, []);
  return state;
}

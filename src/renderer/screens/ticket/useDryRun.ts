/** Asks the engine what it would say to the ticket as typed, without an order coming into being. */
import { useEffect, useState } from 'react';
import type { DryRun } from '../../../shared/contract/signals.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { call } from '../../ipc/engineLink.ts';
import { buildTicket, missingField, type TicketForm } from '../../model/ticketForm.ts';
import { useConnection } from '../../store/connectionStore.ts';

export type DryRunState =
  | { readonly kind: 'incomplete'; readonly missing: string }
  | { readonly kind: 'asking' }
  /** `current` is false while newer input is still on its way. */
  | { readonly kind: 'answered'; readonly dryRun: DryRun; readonly current: boolean }
  | { readonly kind: 'failed'; readonly fault: FaultView };

const typingMs = 180;
/** The market and the positions move while the form stands still. */
const refreshMs = 2_000;
const dryRunId = 'dry-run';

export function useDryRun(form: TicketForm | undefined): DryRunState {
  const [state, setState] = useState<DryRunState>({ kind: 'asking' });
  const connected = useConnection((connection) => connection.state === 'connected');
  const missing = form === undefined ? 'Waiting for the desk' : missingField(form);
  useEffect(() => {
    if (form === undefined || missing !== undefined || !connected) return undefined;
    let ended = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (): Promise<void> => {
      const reply = await call('dryRunTicket', buildTicket(form, dryRunId));
      if (ended) return;
      setState(
        reply.ok
          ? { kind: 'answered', dryRun: reply.value, current: true }
          : { kind: 'failed', fault: reply.fault },
      );
      timer = setTimeout(() => void ask(), refreshMs);
    };
    setState((before) => (before.kind === 'answered' ? { ...before, current: false } : { kind: 'asking' }));
    timer = setTimeout(() => void ask(), typingMs);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [form, missing, connected]);
  return missing === undefined ? state : { kind: 'incomplete', missing };
}

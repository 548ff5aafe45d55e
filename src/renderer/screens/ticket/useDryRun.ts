/** Asks the engine to judge the typed ticket, without making an order. */
import { useCallback, useEffect, useState } from 'react';
import type { DryRun } from '../../../shared/contract/signals.ts';
import type { FaultView, Reply } from '../../../shared/contract/faults.ts';
import { call } from '../../store/link/engineLink.ts';
import { buildTicket, missingField, type TicketForm } from '../../model/orders/ticketForm.ts';
import { spoken } from '../../format/sentence.ts';
import { useConnection } from '../../store/link/connectionStore.ts';

export type Judged<T> =
  | { readonly kind: 'incomplete'; readonly missing: string }
  | { readonly kind: 'asking' }
  /** `current` is false while the answer to newer input is awaited. */
  | { readonly kind: 'answered'; readonly dryRun: T; readonly current: boolean }
  | { readonly kind: 'failed'; readonly fault: FaultView };

export type DryRunState = Judged<DryRun>;

const typingMs = 180;
/** Milliseconds between two questions: market and positions change while the form does not. */
const refreshMs = 2_000;
const dryRunId = 'dry-run';

interface Answer<T, R> {
  readonly form: T;
  readonly reply: Reply<R>;
}

/** In a review the signal's own id is sent, so that an override that was given for it counts. */
export function useDryRun(form: TicketForm | undefined, reviewing: string | undefined): DryRunState {
  const ask = useCallback(
    (asked: TicketForm) => call('dryRunTicket', buildTicket(asked, reviewing ?? dryRunId)),
    [reviewing],
  );
  return useDryRunOf(form, form === undefined ? 'Waiting for the desk' : missingField(form), ask);
}

/** The same for any question about one order. `question` must stay the same function. */
export function useDryRunOf<T>(
  form: T | undefined,
  missing: string | undefined,
  question: (form: T) => Promise<Reply<DryRun>>,
): DryRunState {
  const judged = useJudged(form, missing, question);
  return judged.kind === 'answered' ? { ...judged, dryRun: spokenDryRun(judged.dryRun) } : judged;
}

/** Asks again and again while the form is the same. `question` must stay the same function. */
export function useJudged<T, R>(
  form: T | undefined,
  missing: string | undefined,
  question: (form: T) => Promise<Reply<R>>,
): Judged<R> {
  const [answer, setAnswer] = useState<Answer<T, R>>();
  const connected = useConnection((connection) => connection.state === 'connected');
  useEffect(() => {
    if (form === undefined || missing !== undefined || !connected) return undefined;
    let ended = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (): Promise<void> => {
      const reply = await question(form);
      if (ended) return;
      setAnswer({ form, reply });
      timer = setTimeout(() => void ask(), refreshMs);
    };
    timer = setTimeout(() => void ask(), typingMs);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [form, missing, connected, question]);
  if (missing !== undefined) return { kind: 'incomplete', missing };
  if (!connected) return { kind: 'incomplete', missing: 'no engine' };
  if (answer === undefined) return { kind: 'asking' };
  const { reply } = answer;
  if (!reply.ok) return { kind: 'failed', fault: reply.fault };
  return { kind: 'answered', dryRun: reply.value, current: answer.form === form };
}

function spokenDryRun({ refusals, risk }: DryRun): DryRun {
  return {
    refusals: refusals.map((refusal) => ({ ...refusal, message: spoken(refusal.message) })),
    ...(risk !== undefined && {
      risk: {
        ...risk,
        rules: risk.rules.map(({ message, ...rule }) =>
          message === undefined ? rule : { ...rule, message: spoken(message) },
        ),
      },
    }),
  };
}

/** Why the ticket would be refused now; undefined while that is not known, or when nothing would refuse it. */
export function refusedBecause(state: DryRunState): string | undefined {
  return state.kind === 'answered' && state.current ? state.dryRun.refusals[0]?.message : undefined;
}

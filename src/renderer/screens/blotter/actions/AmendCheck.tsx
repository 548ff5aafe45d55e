/** Shows the engine's judgement of an amend while somebody types it. */
import { useMemo } from 'react';
import type { Amendment } from '../../../../shared/contract/api.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { call } from '../../../store/link/engineLink.ts';
import { amendmentOf, type AmendTerms } from './amendForm.ts';
import { DryRunView } from '../../ticket/DryRunView.tsx';
import { useDryRunOf, type DryRunState } from '../../ticket/useDryRun.ts';

const ask = (amendment: Amendment) => call('dryRunAmend', amendment);

/** Checks the amend of one order. */
export function useAmendCheck(order: OrderView | undefined, terms: AmendTerms | undefined): DryRunState {
  const amendment = useMemo(
    () => (order === undefined || terms === undefined ? undefined : amendmentOf(order, terms)),
    [order, terms],
  );
  return useDryRunOf(amendment, amendment === undefined ? 'nothing is changed yet' : undefined, ask);
}

export function AmendCheck({ state }: { readonly state: DryRunState }) {
  const passes = state.kind === 'answered' && state.dryRun.refusals.length === 0;
  return (
    <>
      <DryRunView state={state} />
      {passes && state.dryRun.risk === undefined && (
        <p className="dim">The order only gets smaller or less aggressive: no limit holds that back.</p>
      )}
    </>
  );
}

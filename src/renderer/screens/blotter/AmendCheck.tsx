/** What the engine says to an amend as it is typed. */
import { useMemo } from 'react';
import type { Amendment } from '../../../shared/contract/api.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { call } from '../../ipc/engineLink.ts';
import { amendmentOf, type AmendTerms } from './amendForm.ts';
import { DryRunView } from '../ticket/DryRunView.tsx';
import { useDryRunOf } from '../ticket/useDryRun.ts';

interface Properties {
  readonly order: OrderView;
  readonly terms: AmendTerms;
}

const ask = (amendment: Amendment) => call('dryRunAmend', amendment);

export function AmendCheck({ order, terms }: Properties) {
  const amendment = useMemo(() => amendmentOf(order, terms), [order, terms]);
  const state = useDryRunOf(amendment, amendment === undefined ? 'nothing is changed yet' : undefined, ask);
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

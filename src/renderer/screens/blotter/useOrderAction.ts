/** Cancel or amend for what is chosen in the blotter: the rows, or everything that matches its filter. */
import { useState } from 'react';
import type { OrderStatistics, OrderStatus, OrderView } from '../../../shared/contract/orders.ts';
import { toOrderFilter } from '../../model/orderFilter.ts';
import { amendableStatuses, cancelableStatuses } from '../../model/orderStatus.ts';
import { useWhyNoCommand } from '../../store/entryGate.ts';
import { findMatching } from '../../store/matchingOrders.ts';
import { notify } from '../../store/noticesStore.ts';
import { useUi } from '../../store/uiStore.ts';
import type { BulkScope } from './bulkScope.tsx';

export type ActionKind = 'cancel' | 'amend';

const fitting: Readonly<Record<ActionKind, readonly OrderStatus[]>> = {
  cancel: cancelableStatuses,
  amend: amendableStatuses,
};

export interface OrderAction {
  /** How many of the chosen orders it is for. */
  readonly count: number;
  readonly disabledReason: string | undefined;
  readonly ask: () => void;
}

interface Table {
  /** The chosen rows that belong to the view. */
  readonly chosen: readonly OrderView[];
  readonly matching: number;
  readonly totals: OrderStatistics | undefined;
}

export function useOrderAction(
  kind: ActionKind,
  { chosen, matching, totals }: Table,
  onAsk: (kind: ActionKind, scope: BulkScope) => void,
): OrderAction {
  const whyNoCommand = useWhyNoCommand();
  const allBefore = useUi((ui) => ui.selection.allBefore);
  const filter = useUi((ui) => ui.filter);
  const [finding, setFinding] = useState(false);
  const fit = chosen.filter(({ status }) => fitting[kind].includes(status));
  const count =
    allBefore === undefined
      ? fit.length
      : fitting[kind].reduce((sum, status) => sum + (totals?.byStatus[status] ?? 0), 0);
  const disabledReason =
    whyNoCommand ??
    (finding
      ? 'Finding the orders'
      : chosen.length === 0
        ? 'Choose orders first'
        : count === 0
          ? `Nothing is left to ${kind} in the chosen orders`
          : undefined);
  const findAll = async (before: number): Promise<void> => {
    setFinding(true);
    const found = await findMatching(toOrderFilter(filter), fitting[kind], before);
    setFinding(false);
    if (!found.ok) notify('bad', `The orders that match could not be found: ${found.fault.message}`);
    else if (found.value.orders.length === 0) notify('warn', `Nothing is left to ${kind}`);
    else onAsk(kind, { orders: found.value.orders, skipped: 0, all: found.value.matching });
  };
  return {
    count,
    disabledReason,
    ask: () => {
      if (disabledReason !== undefined) return;
      if (allBefore !== undefined) void findAll(allBefore);
      else onAsk(kind, { orders: fit, skipped: chosen.length - fit.length, matching });
    },
  };
}

/** Cancels or amends the chosen orders of the blotter: its rows, or all that match its filter. */
import { useState } from 'react';
import { amendableStatuses, cancelableStatuses } from '../../../../main/domain/order/orderTransitions.ts';
import type {
  OrderFilter,
  OrderStatistics,
  OrderStatus,
  OrderView,
} from '../../../../shared/contract/orders.ts';
import { toOrderFilter } from '../../../model/orders/orderFilter.ts';
import { useWhyNoCommand } from '../../../store/desk/entryGate.ts';
import type { AllChosen } from '../../../model/orders/selection.ts';
import { findMatching, withStatuses } from '../../../store/orders/matchingOrders.ts';
import { notify } from '../../../store/notices/noticesStore.ts';
import { recountAll, useUi } from '../../../store/window/uiStore.ts';
import type { BulkScope } from './bulkScope.tsx';

export type ActionKind = 'cancel' | 'amend';

const fitting: Readonly<Record<ActionKind, readonly OrderStatus[]>> = {
  cancel: cancelableStatuses,
  amend: amendableStatuses,
};

export interface OrderAction {
  /** How many of the chosen orders the action can be used on. */
  readonly count: number;
  readonly disabledReason: string | undefined;
  readonly ask: () => void;
}

interface Table {
  /** The chosen rows that belong to the view. */
  readonly chosen: readonly OrderView[];
  /** How many orders match; undefined until they are counted. */
  readonly matching: number | undefined;
  /** Whether all that match are chosen as soon as they are counted. */
  readonly awaiting: boolean;
  /** The position that the view holds. */
  readonly position: number;
}

/** How many matching orders can be canceled. The same number serves every action, however the orders change meanwhile. */
export function cancelableCount(totals: OrderStatistics | undefined): number {
  return cancelableStatuses.reduce((sum, status) => sum + (totals?.byStatus[status] ?? 0), 0);
}

export function useOrderAction(
  kind: ActionKind,
  { chosen, matching, awaiting, position }: Table,
  onAsk: (kind: ActionKind, scope: BulkScope) => void,
): OrderAction {
  const whyNoCommand = useWhyNoCommand(kind === 'cancel' ? 'cancel' : 'trade');
  const all = useUi((ui) => ui.selection.all);
  const filter = useUi((ui) => ui.filter);
  const [finding, setFinding] = useState(false);
  const fit = chosen.filter(({ status }) => fitting[kind].includes(status));
  const count = all === undefined ? fit.length : all.cancelable;
  const disabledReason =
    whyNoCommand ??
    (finding
      ? 'Finding the orders'
      : awaiting
        ? 'Counting the orders that match'
        : all === undefined && chosen.length === 0
          ? 'Choose orders first'
          : count === 0
            ? `Nothing is left to ${kind} in the chosen orders`
            : undefined);
  const cameSince = (from: number): OrderFilter => ({
    ...withStatuses(toOrderFilter(filter), fitting[kind]),
    createdFromPosition: from,
  });
  const findAll = async (chosenAll: AllChosen): Promise<void> => {
    const { before, at } = chosenAll;
    setFinding(true);
    const found = await findMatching(toOrderFilter(filter), fitting[kind], before);
    setFinding(false);
    if (!found.ok) notify('bad', `The orders that match could not be found: ${found.fault.message}`);
    else if (found.value.orders.length === 0) notify('warn', `Nothing is left to ${kind}`);
    else {
      const { orders, matching: count } = found.value;
      // Some of the counted orders may have ended. The buttons must show the same number as the dialog.
      recountAll(chosenAll, count);
      onAsk(kind, { orders, skipped: [], all: { count, at }, cameSince: cameSince(before) });
    }
  };
  return {
    count,
    disabledReason,
    ask: () => {
      if (disabledReason !== undefined) return;
      if (all !== undefined) void findAll(all);
      else {
        const skipped = chosen.filter(({ status }) => !fitting[kind].includes(status));
        onAsk(kind, {
          orders: fit,
          skipped,
          matching: matching ?? { of: toOrderFilter(filter) },
          cameSince: cameSince(position + 1),
        });
      }
    },
  };
}

/** The scopes that an operator can choose: those of the desk, and those that only signals from outside name. */
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { scopeChoices, type ScopeChoice } from '../../model/desk/tradingScope.ts';
import { useDesk } from '../../store/desk/deskStore.ts';
import { useOrders } from '../../store/orders/ordersStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';

export function useScopeChoices(): readonly ScopeChoice[] {
  const desk = useDesk((store) => store.desk);
  const restricted = useStatus(
    useShallow((store) => store.status?.trading.states.map(({ scope }) => scope) ?? []),
  );
  const traded = useOrders(
    useShallow((orders) =>
      [...new Set([...orders.rows.values()].map(({ strategy }) => `strategy:${strategy}`))].toSorted(),
    ),
  );
  return useMemo(() => scopeChoices(desk, [...traded, ...restricted]), [desk, traded, restricted]);
}

/** Chooses all orders that match the filter, once they are counted. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { BlotterFilter } from '../../model/orders/orderFilter.ts';
import type { Selection } from '../../model/orders/selection.ts';
import { chooseOrders, useUi } from '../../store/window/uiStore.ts';
import type { ActionKind } from './actions/useOrderAction.ts';

interface Awaited {
  /** The filter whose orders were asked for. Another filter asks for others, and ends the wait. */
  readonly filter: BlotterFilter;
  /** The action that was asked for meanwhile, on all of them. */
  readonly afterwards?: ActionKind;
}

export interface ChoosingAll {
  /** Whether all were asked for and are not counted yet. */
  readonly awaiting: boolean;
  readonly chooseAll: () => void;
  /** Does this once all are chosen. */
  readonly afterwards: (kind: ActionKind) => void;
  readonly letGo: () => void;
  /** The action to begin, now that all are chosen. */
  readonly next: ActionKind | undefined;
}

/** `all` gives the choice of all that match, and is asked only where they are counted. */
export function useChooseAll(counted: boolean, all: (before: Selection) => Selection): ChoosingAll {
  const filter = useUi((ui) => ui.filter);
  const [awaited, setAwaited] = useState<Awaited>();
  const [next, setNext] = useState<ActionKind>();
  const awaiting = awaited?.filter === filter;
  const choose = useEffectEvent(() => {
    chooseOrders(all(useUi.getState().selection));
    setAwaited(undefined);
    setNext(awaited?.afterwards);
  });
  useEffect(() => {
    if (awaiting && counted) choose();
  }, [awaiting, counted]);
  return {
    awaiting,
    next,
    chooseAll: () => {
      setNext(undefined);
      setAwaited({ filter });
    },
    afterwards: (kind) => {
      setAwaited({ filter, afterwards: kind });
    },
    letGo: () => {
      setAwaited(undefined);
    },
  };
}

/** Begins the action that was asked for while the matching orders were counted. */
export function useDoNext(next: ActionKind | undefined, ask: Readonly<Record<ActionKind, () => void>>): void {
  const begin = useEffectEvent((kind: ActionKind) => {
    ask[kind]();
  });
  useEffect(() => {
    if (next !== undefined) begin(next);
  }, [next]);
}

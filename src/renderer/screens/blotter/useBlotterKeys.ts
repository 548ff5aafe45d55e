/** Lets an operator choose orders by keys and clicks. */
import { useEffect, useEffectEvent, useState } from 'react';
import {
  emptySelection,
  moveCursor,
  select,
  type RowIds,
  type SelectionMode,
} from '../../model/orders/selection.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { notify } from '../../store/notices/noticesStore.ts';
import { chooseOrders, closeOrder, useUi } from '../../store/window/uiStore.ts';
import type { ActionKind } from './actions/useOrderAction.ts';
import type { ChoosingAll } from './useChooseAll.ts';

/** The ids of the blotter's rows. */
export interface BlotterIds extends RowIds {
  /** The ids of the rows that the window holds; others may follow. */
  readonly held: readonly OrderId[];
}

interface Actions {
  readonly cancel: () => void;
  readonly amend: () => void;
  readonly copy: () => void;
  /** Scrolls to a row. */
  readonly reveal: (index: number) => void;
}

const rangeNotLoaded =
  'Some rows between are not loaded, and none was chosen. Choose fewer at once, or all that match with Ctrl A.';

export function useBlotterKeys(ids: BlotterIds, choosing: ChoosingAll, actions: Actions) {
  const selection = useUi((ui) => ui.selection);
  useForgetGone(ids);
  const choose = (id: OrderId, mode: SelectionMode): void => {
    const next = select(selection, ids, id, mode);
    if (mode === 'range' && next.ids === selection.ids) notify('warn', rangeNotLoaded);
    choosing.letGo();
    chooseOrders(next);
  };
  const moveTo = (id: OrderId, { ctrl, shift }: HeldKeys): void => {
    // With Ctrl the cursor moves alone, and the choice stays.
    if (ctrl) chooseOrders({ ...selection, cursor: id });
    else choose(id, shift ? 'range' : 'replace');
  };
  const awaitRow = useAwaitedRow(ids, moveTo);
  const act = (kind: ActionKind): void => {
    if (choosing.awaiting) choosing.afterwards(kind);
    else actions[kind]();
  };

  const onKey = (event: React.KeyboardEvent, page: number): boolean => {
    const withCtrl = event.ctrlKey || event.metaKey;
    if (event.key === 'Escape') {
      if (selection.ids.size === 0 && selection.all === undefined && !choosing.awaiting) return false;
      choosing.letGo();
      closeOrder();
      return true;
    }
    if (event.key === 'Delete') {
      act('cancel');
      return true;
    }
    if (event.key === 'F2') {
      act('amend');
      return true;
    }
    if (withCtrl && event.key.toLowerCase() === 'a') {
      choosing.chooseAll();
      return true;
    }
    if (withCtrl && event.key.toLowerCase() === 'c' && selection.ids.size > 0) {
      actions.copy();
      return true;
    }
    if (event.key === ' ' && selection.cursor !== undefined) {
      choose(selection.cursor, 'toggle');
      return true;
    }
    const place = moveCursor(ids, selection.cursor, event.key, page);
    if (place === undefined || event.altKey) return false;
    const target = ids.at(place);
    if (target === undefined) actions.reveal(place);
    awaitRow(target === undefined ? { place, ctrl: withCtrl, shift: event.shiftKey } : undefined);
    if (target !== undefined) moveTo(target, { ctrl: withCtrl, shift: event.shiftKey });
    return true;
  };
  const onRowPress = (
    id: string,
    { shift, ctrl }: { readonly shift: boolean; readonly ctrl: boolean },
  ): void => {
    awaitRow(undefined);
    const orderId = ids.at(ids.indexOf(id));
    if (orderId !== undefined) choose(orderId, shift ? 'range' : ctrl ? 'toggle' : 'replace');
  };
  return { selection, onKey, onRowPress };
}

interface HeldKeys {
  readonly ctrl: boolean;
  readonly shift: boolean;
}

/** Moves to a row that a key led to once the row is loaded, unless another key or a click came before. */
function useAwaitedRow(
  ids: BlotterIds,
  moveTo: (id: OrderId, keys: HeldKeys) => void,
): (row: (HeldKeys & { readonly place: number }) | undefined) => void {
  const [awaited, setAwaited] = useState<HeldKeys & { readonly place: number }>();
  const id = awaited === undefined ? undefined : ids.at(awaited.place);
  const move = useEffectEvent((to: OrderId, keys: HeldKeys) => {
    setAwaited(undefined);
    moveTo(to, keys);
  });
  useEffect(() => {
    if (awaited !== undefined && id !== undefined) move(id, awaited);
  }, [awaited, id]);
  return setAwaited;
}

/** Drops rows from the choice that are not in the table any more: nobody may act on orders that are not shown. */
function useForgetGone(ids: RowIds): void {
  const selection = useUi((ui) => ui.selection);
  useEffect(() => {
    if (selection.ids.size < 2) return;
    const left = [...selection.ids].filter((id) => ids.indexOf(id) >= 0);
    if (left.length === selection.ids.size) return;
    // Where all were chosen, chosen orders without a row may remain.
    const nothing = left.length === 0 && selection.all === undefined;
    useUi.setState({ selection: nothing ? emptySelection : { ...selection, ids: new Set(left) } });
  }, [ids, selection]);
}

/** Lets an operator choose orders by keys and clicks. */
import { useEffect } from 'react';
import {
  emptySelection,
  moveCursor,
  select,
  selectAll,
  type AllChosen,
} from '../../model/orders/selection.ts';
import { chooseOrders, closeOrder, useUi } from '../../store/uiStore.ts';

interface Actions {
  readonly cancel: () => void;
  readonly amend: () => void;
}

/** `allNow` gives the moment of the choice, when more orders match than the table has rows. */
export function useBlotterKeys(
  ids: readonly string[],
  allNow: () => AllChosen | undefined,
  actions: Actions,
) {
  const selection = useUi((ui) => ui.selection);
  useForgetGone(ids);

  const onKey = (event: React.KeyboardEvent, page: number): boolean => {
    const withCtrl = event.ctrlKey || event.metaKey;
    if (event.key === 'Escape') {
      if (selection.ids.size === 0) return false;
      closeOrder();
      return true;
    }
    if (event.key === 'Delete') {
      actions.cancel();
      return true;
    }
    if (event.key === 'F2') {
      actions.amend();
      return true;
    }
    if (withCtrl && event.key.toLowerCase() === 'a') {
      chooseOrders(selectAll(ids, selection, allNow()));
      return true;
    }
    if (event.key === ' ' && selection.cursor !== undefined) {
      chooseOrders(select(selection, ids, selection.cursor, 'toggle'));
      return true;
    }
    const target = moveCursor(ids, selection.cursor, event.key, page);
    if (target === undefined || event.altKey) return false;
    // With Ctrl the cursor moves alone, and the choice stays.
    if (withCtrl) chooseOrders({ ...selection, cursor: target });
    else chooseOrders(select(selection, ids, target, event.shiftKey ? 'range' : 'replace'));
    return true;
  };
  const onRowPress = (
    id: string,
    { shift, ctrl }: { readonly shift: boolean; readonly ctrl: boolean },
  ): void => {
    chooseOrders(select(selection, ids, id, shift ? 'range' : ctrl ? 'toggle' : 'replace'));
  };
  return { selection, onKey, onRowPress };
}

/** Drops rows from the choice that are not in the table any more: nobody may act on orders that are not shown. */
function useForgetGone(ids: readonly string[]): void {
  const selection = useUi((ui) => ui.selection);
  useEffect(() => {
    if (selection.ids.size < 2) return;
    const here = new Set(ids);
    const left = [...selection.ids].filter((id) => here.has(id));
    if (left.length === selection.ids.size) return;
    useUi.setState({ selection: left.length === 0 ? emptySelection : { ...selection, ids: new Set(left) } });
  }, [ids, selection]);
}

/** All orders, live. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { groupInteger } from '../../format/decimals.ts';
import { isFiltering } from '../../model/orderFilter.ts';
import { isCancelable } from '../../model/orderStatus.ts';
import { emptySelection, moveCursor, select, selectAll } from '../../model/selection.ts';
import { useDesk } from '../../store/deskStore.ts';
import { useCommandHindrance } from '../../store/entryGate.ts';
import {
  changeBlotterLayout,
  chooseOrders,
  closeOrder,
  resetBlotterLayout,
  useUi,
} from '../../store/uiStore.ts';
import { Button } from '../../ui/Button.tsx';
import { ColumnMenu } from '../../ui/grid/ColumnMenu.tsx';
import { DataGrid, type GridHandle } from '../../ui/grid/DataGrid.tsx';
import type { GridRowLook } from '../../ui/grid/gridTypes.ts';
import { Panel } from '../../ui/Panel.tsx';
import { BlotterEmpty } from './BlotterEmpty.tsx';
import { BlotterFilters } from './BlotterFilters.tsx';
import { BlotterFooter } from './BlotterFooter.tsx';
import { blotterColumns } from './blotterColumns.tsx';
import { CancelDialog } from './CancelDialog.tsx';
import { orderIdOf, useBlotterRows } from './useBlotterRows.ts';

const pendingStatuses: ReadonlySet<string> = new Set([
  'created',
  'submitting',
  'pending_cancel',
  'pending_replace',
]);

function look(order: OrderView): GridRowLook {
  return {
    ...(pendingStatuses.has(order.status) && { className: 'pending' }),
    attributes: { 'data-testid': 'blotter-row', 'data-order-id': order.orderId, 'data-status': order.status },
  };
}

export function Blotter() {
  const desk = useDesk((store) => store.desk);
  const layout = useUi((ui) => ui.blotterLayout);
  const selection = useUi((ui) => ui.selection);
  const { orders, rows, gone, withheld, filter, setInside, setAway, onVisible, letIn } = useBlotterRows();
  const [canceling, setCanceling] = useState<{ orders: readonly OrderView[]; skipped: number }>();
  const grid = useRef<GridHandle>(null);
  const columns = useMemo(() => blotterColumns(desk), [desk]);
  const ids = useMemo(() => rows.map(orderIdOf), [rows]);
  const chosen = rows.filter((row) => selection.ids.has(row.orderId));
  const cancelable = chosen.filter((order) => isCancelable(order) && !gone.has(order.orderId));
  const commandHindrance = useCommandHindrance();
  const cancelHindrance =
    commandHindrance ??
    (chosen.length === 0
      ? 'Choose orders first'
      : cancelable.length === 0
        ? 'Nothing is left to cancel in the chosen orders'
        : undefined);
  const { fresh } = orders;
  const marksOf = useCallback(
    (id: string) => `${fresh.has(id) ? ' new' : ''}${gone.has(id) ? ' gone' : ''}`,
    [fresh, gone],
  );
  useForgetGone(ids);

  const askCancel = (): void => {
    if (cancelHindrance === undefined)
      setCanceling({ orders: cancelable, skipped: chosen.length - cancelable.length });
  };
  const onKey = (event: React.KeyboardEvent, page: number): boolean => {
    if (event.key === 'Escape') {
      if (selection.ids.size === 0) return false;
      closeOrder();
      return true;
    }
    if (event.key === 'Delete') {
      askCancel();
      return true;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      chooseOrders(selectAll(ids, selection));
      return true;
    }
    if (event.key === ' ' && selection.cursor !== undefined) {
      chooseOrders(select(selection, ids, selection.cursor, 'toggle'));
      return true;
    }
    const target = moveCursor(ids, selection.cursor, event.key, page);
    if (target === undefined || event.altKey) return false;
    // Ctrl moves alone, to leave what is chosen as it is.
    if (event.ctrlKey || event.metaKey) chooseOrders({ ...selection, cursor: target });
    else chooseOrders(select(selection, ids, target, event.shiftKey ? 'range' : 'replace'));
    return true;
  };

  return (
    <Panel
      title="Orders"
      className="blotter"
      testId="blotter"
      extra={
        <>
          <span className="count" role="status">
            {orders.loaded ? `${groupInteger(orders.matching)} of ${groupInteger(orders.total)}` : '…'}
          </span>
          <BlotterFilters />
        </>
      }
      actions={
        <>
          {withheld > 0 && (
            <button
              type="button"
              className="pill"
              title="Let the new rows in; the order is kept still while you point at a row or have one chosen"
              onClick={() => {
                letIn();
                grid.current?.scrollToTop();
              }}
            >
              {groupInteger(withheld)} new ↑
            </button>
          )}
          <Button
            look={cancelHindrance === undefined ? 'danger' : 'plain'}
            hindrance={cancelHindrance}
            onPress={askCancel}
            keys="Del"
          >
            {cancelable.length > 0 ? `Cancel ${groupInteger(cancelable.length)}…` : 'Cancel…'}
          </Button>
          <ColumnMenu
            columns={columns}
            layout={layout}
            onLayout={changeBlotterLayout}
            onReset={resetBlotterLayout}
          />
        </>
      }
    >
      <DataGrid
        name="Orders"
        columns={columns}
        rows={rows}
        idOf={orderIdOf}
        layout={layout}
        onLayout={changeBlotterLayout}
        rowCount={orders.matching}
        selected={selection.ids}
        cursor={selection.cursor}
        onRowPress={(id, { shift, ctrl }) => {
          chooseOrders(select(selection, ids, id, shift ? 'range' : ctrl ? 'toggle' : 'replace'));
        }}
        onKey={onKey}
        onPointerInside={setInside}
        onScrolled={setAway}
        onVisible={onVisible}
        look={look}
        marksOf={marksOf}
        handle={grid}
        empty={<BlotterEmpty orders={orders} filtering={isFiltering(filter)} />}
      />
      <BlotterFooter rows={rows} matching={orders.matching} position={orders.position} />
      {canceling !== undefined && (
        <CancelDialog
          {...canceling}
          onClose={() => {
            setCanceling(undefined);
          }}
        />
      )}
    </Panel>
  );
}

/** Rows that are not in the table any more can't stay chosen: what is not seen must not be acted on. */
function useForgetGone(ids: readonly string[]): void {
  const selection = useUi((ui) => ui.selection);
  useEffect(() => {
    if (selection.ids.size < 2) return;
    const here = new Set(ids);
    const left = [...selection.ids].filter((id) => here.has(id));
    if (left.length !== selection.ids.size)
      useUi.setState({
        selection: left.length === 0 ? emptySelection : { ...selection, ids: new Set(left) },
      });
  }, [ids, selection]);
}

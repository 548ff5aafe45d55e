/** All orders, live. */
import { useMemo, useRef, useState } from 'react';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { groupInteger } from '../../format/decimals.ts';
import { isFiltering } from '../../model/orderFilter.ts';
import { isCancelable } from '../../model/orderStatus.ts';
import { useDesk } from '../../store/deskStore.ts';
import { useCommandHindrance } from '../../store/entryGate.ts';
import { changeBlotterLayout, resetBlotterLayout, useUi } from '../../store/uiStore.ts';
import { Button } from '../../ui/Button.tsx';
import { ColumnMenu } from '../../ui/grid/ColumnMenu.tsx';
import { DataGrid } from '../../ui/grid/DataGrid.tsx';
import type { GridHandle, GridRowLook } from '../../ui/grid/gridTypes.ts';
import { NewRowsPill } from '../../ui/NewRowsPill.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { BlotterEmpty } from './BlotterEmpty.tsx';
import { BlotterFilters } from './BlotterFilters.tsx';
import { BlotterFooter } from './BlotterFooter.tsx';
import { blotterColumns } from './blotterColumns.tsx';
import { CancelDialog } from './CancelDialog.tsx';
import { useBlotterKeys } from './useBlotterKeys.ts';
import { orderIdOf, useBlotterRows } from './useBlotterRows.ts';

const pendingStatuses: ReadonlySet<string> = new Set([
  'created',
  'submitting',
  'pending_cancel',
  'pending_replace',
]);

function look(order: OrderView): GridRowLook {
  const classes = [
    pendingStatuses.has(order.status) ? 'pending' : '',
    order.parentOrderId === undefined ? '' : 'child',
  ];
  return {
    className: classes.join(' ').trim(),
    attributes: {
      'data-testid': 'blotter-row',
      'data-order-id': order.orderId,
      'data-status': order.status,
    },
  };
}

interface Canceling {
  readonly orders: readonly OrderView[];
  readonly skipped: number;
}

export function Blotter() {
  const desk = useDesk((store) => store.desk);
  const layout = useUi((ui) => ui.blotterLayout);
  const view = useBlotterRows();
  const { orders, rows, gone } = view;
  const [canceling, setCanceling] = useState<Canceling>();
  const grid = useRef<GridHandle>(null);
  const columns = useMemo(() => blotterColumns(desk), [desk]);
  const ids = useMemo(() => rows.map(orderIdOf), [rows]);
  const chosenIds = useUi((ui) => ui.selection.ids);
  const chosen = rows.filter((row) => chosenIds.has(row.orderId));
  const cancelable = chosen.filter((order) => isCancelable(order) && !gone.has(order.orderId));
  const hindrance = useCancelHindrance(chosen.length, cancelable.length);
  const askCancel = (): void => {
    if (hindrance !== undefined) return;
    setCanceling({ orders: cancelable, skipped: chosen.length - cancelable.length });
  };
  const { selection, onKey, onRowPress } = useBlotterKeys(ids, askCancel);
  return (
    <Panel
      title="Orders"
      className="blotter"
      testId="blotter"
      extra={
        <>
          <output className="count">
            {orders.loaded ? `${groupInteger(orders.matching)} of ${groupInteger(orders.total)}` : '…'}
          </output>
          <BlotterFilters />
        </>
      }
      actions={
        <BlotterActions
          withheld={view.withheld}
          onLetIn={() => {
            view.letIn();
            grid.current?.scrollToTop();
          }}
          cancelable={cancelable.length}
          hindrance={hindrance}
          onCancel={askCancel}
          columns={columns}
        />
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
        onRowPress={onRowPress}
        onKey={onKey}
        onPointerInside={view.setInside}
        onScrolled={view.setAway}
        onVisible={view.onVisible}
        look={look}
        marksOf={(id) => `${orders.fresh.has(id) ? 'new' : ''}${gone.has(id) ? ' gone' : ''}`}
        handle={grid}
        empty={<BlotterEmpty orders={orders} filtering={isFiltering(view.filter)} />}
      />
      <BlotterFooter
        rows={rows}
        hidden={Math.max(0, orders.matching - orders.rows.size)}
        position={orders.position}
      />
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

interface ActionsProperties {
  readonly withheld: number;
  readonly onLetIn: () => void;
  readonly cancelable: number;
  readonly hindrance: string | undefined;
  readonly onCancel: () => void;
  readonly columns: ReturnType<typeof blotterColumns>;
}

function BlotterActions(properties: ActionsProperties) {
  const { withheld, onLetIn, cancelable, hindrance, onCancel, columns } = properties;
  const layout = useUi((ui) => ui.blotterLayout);
  return (
    <>
      <NewRowsPill count={withheld} onPress={onLetIn} />
      <Button
        look={hindrance === undefined ? 'danger' : 'plain'}
        hindrance={hindrance}
        onPress={onCancel}
        keys="Del"
      >
        {cancelable > 0 ? `Cancel ${groupInteger(cancelable)}…` : 'Cancel…'}
      </Button>
      <ColumnMenu
        columns={columns}
        layout={layout}
        onLayout={changeBlotterLayout}
        onReset={resetBlotterLayout}
      />
    </>
  );
}

function useCancelHindrance(chosen: number, cancelable: number): string | undefined {
  const hindrance = useCommandHindrance();
  if (hindrance !== undefined) return hindrance;
  if (chosen === 0) return 'Choose orders first';
  return cancelable === 0 ? 'Nothing is left to cancel in the chosen orders' : undefined;
}

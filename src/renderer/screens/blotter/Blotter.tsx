/** All orders, live. */
import { useMemo, useState } from 'react';
import { isPending } from '../../../main/domain/order/orderState.ts';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { groupInteger } from '../../format/decimals.ts';
import { selectAll, type AllChosen, type Selection } from '../../model/orders/selection.ts';
import { clockOf } from '../../format/times.ts';
import { isFiltering, matchesFilter } from '../../model/orders/orderFilter.ts';
import { waitingWords, type Waiting } from './rows/waitingRows.ts';
import { useDesk } from '../../store/desk/deskStore.ts';
import { changeBlotterLayout, resetBlotterLayout, useUi } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { ColumnMenu } from '../../ui/grid/ColumnMenu.tsx';
import { DataGrid } from '../../ui/grid/DataGrid.tsx';
import type { GridRowLook } from '../../ui/grid/gridTypes.ts';
import { useColumnMenu } from '../../ui/grid/useColumnMenu.ts';
import { NewRowsPill } from '../../ui/display/NewRowsPill.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { AmendDialog } from './actions/AmendDialog.tsx';
import { copyOrders } from './actions/copyOrders.ts';
import { BlotterEmpty } from './BlotterEmpty.tsx';
import { BlotterFilters } from './BlotterFilters.tsx';
import { BlotterFooter } from './BlotterFooter.tsx';
import { blotterColumns } from './blotterColumns.tsx';
import type { BulkScope } from './actions/bulkScope.tsx';
import { CancelDialog } from './actions/CancelDialog.tsx';
import { TotalsPanel } from './totals/TotalsPanel.tsx';
import { ViewMenu } from './ViewMenu.tsx';
import { useChooseAll, useDoNext } from './useChooseAll.ts';
import { useBlotterKeys, type BlotterIds } from './useBlotterKeys.ts';
import {
  useOrderAction,
  cancelableCount,
  type ActionKind,
  type OrderAction,
} from './actions/useOrderAction.ts';
import type { MoreOrders } from './rows/useMoreOrders.ts';
import { scrollPlace } from './rows/scrollPlace.ts';
import { orderIdOf, useBlotterRows } from './rows/useBlotterRows.ts';

function look(order: OrderView): GridRowLook {
  const classes = [
    isPending(order.status) ? 'pending' : '',
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

/** The ids of the rows that the window holds, and of those after them. */
function blotterIds(rows: readonly OrderView[], more: MoreOrders): BlotterIds {
  const held = rows.map(orderIdOf);
  return {
    held,
    length: held.length + more.count,
    at: (index) => held[index] ?? more.rowAt(index - held.length)?.orderId,
    indexOf: (id) => {
      const index = held.findIndex((orderId) => orderId === id);
      const behind = index < 0 ? more.indexOf(id) : -1;
      return behind < 0 ? index : held.length + behind;
    },
  };
}

/** Chosen rows, where all matching orders were chosen: those that are loaded later show as chosen too. */
function chosenOfAll(
  ids: ReadonlySet<string>,
  loaded: ReadonlyMap<string, OrderView>,
  { before }: AllChosen,
): Pick<ReadonlySet<string>, 'has'> {
  return { has: (id) => ids.has(id) || (loaded.get(id)?.createdPosition ?? before) < before };
}

/**
 * The choice of all matching orders: the rows, where they are all of them, or else everything up to now, including
 * orders without a row.
 */
function allThatMatch({ rows, orders }: ReturnType<typeof useBlotterRows>, before: Selection): Selection {
  // Frozen rows may be out of date: the live rows know which orders match now.
  const matching = rows.map(orderIdOf).filter((id) => orders.rows.has(id));
  if (orders.matching === matching.length) return selectAll(matching, before);
  return selectAll(matching, before, {
    before: orders.position + 1,
    orders: orders.matching,
    at: clockOf(Date.now()).slice(0, 8),
    cancelable: cancelableCount(orders.totals),
  });
}

interface Asking {
  readonly kind: ActionKind;
  readonly scope: BulkScope;
}

export function Blotter() {
  const desk = useDesk((store) => store.desk);
  const layout = useUi((ui) => ui.blotterLayout);
  const view = useBlotterRows();
  const { orders, rows, more, gone, matching } = view;
  const filter = useUi((ui) => ui.filter);
  const [withTotals, setWithTotals] = useState(false);
  const [asking, setAsking] = useState<Asking>();
  const { grid, ofGrid, ofMenu } = useColumnMenu();
  const columns = useMemo(() => blotterColumns(desk), [desk]);
  const ids = useMemo(() => blotterIds(rows, more), [rows, more]);
  const chosenIds = useUi((ui) => ui.selection.ids);
  const chosen = [...rows, ...more.loaded.values()].filter(
    (row) => chosenIds.has(row.orderId) && matchesFilter(row, filter),
  );
  const choosing = useChooseAll(matching !== undefined, (before) => allThatMatch(view, before));
  const { awaiting } = choosing;
  const table = { chosen, matching, awaiting, position: orders.position };
  const onAsk = (kind: ActionKind, scope: BulkScope): void => {
    setAsking({ kind, scope });
  };
  const cancel = useOrderAction('cancel', table, onAsk);
  const amend = useOrderAction('amend', table, onAsk);
  useDoNext(choosing.next, { cancel: cancel.ask, amend: amend.ask });
  const allChosen = useUi((ui) => ui.selection.all);
  const chosenCount = allChosen?.orders ?? chosen.length;
  const { selection, onKey, onRowPress } = useBlotterKeys(ids, choosing, {
    cancel: cancel.ask,
    amend: amend.ask,
    copy: () => {
      copyOrders(chosen, chosenCount, desk);
    },
    reveal: (index) => grid.current?.scrollToRow(index),
  });
  const { all } = selection;
  const selected = all === undefined ? selection.ids : chosenOfAll(selection.ids, more.loaded, all);
  return (
    <Panel
      title="Orders"
      className="blotter"
      testId="blotter"
      extra={
        <>
          <ViewMenu />
          <output className="count">{matching === undefined ? '…' : countWords(view)}</output>
          <BlotterFilters />
        </>
      }
      actions={
        <BlotterActions
          waiting={view.waiting}
          onLetIn={() => {
            view.letIn();
            grid.current?.scrollToTop();
          }}
          cancel={cancel}
          amend={amend}
          columns={columns}
          ofMenu={ofMenu}
        />
      }
    >
      <DataGrid
        {...ofGrid}
        name="Orders"
        columns={columns}
        rows={rows}
        idOf={orderIdOf}
        layout={layout}
        onLayout={changeBlotterLayout}
        more={more}
        selected={selected}
        cursor={selection.cursor}
        onRowPress={onRowPress}
        onKey={onKey}
        onPointerInside={view.setInside}
        scrollPlace={scrollPlace}
        onScrolled={view.setAway}
        onVisible={view.onVisible}
        look={look}
        marksOf={(id) => `${orders.fresh.has(id) ? 'new' : ''}${gone.has(id) ? ' gone' : ''}`}
        empty={<BlotterEmpty orders={orders} filtering={isFiltering(view.filter)} />}
      />
      {withTotals && (
        <TotalsPanel matching={orders.matching} chosen={chosenCount} position={orders.position} />
      )}
      <BlotterFooter
        chosen={chosenCount}
        matching={matching}
        awaiting={awaiting}
        onChooseAll={choosing.chooseAll}
        withTotals={withTotals}
        onTotals={setWithTotals}
        totals={orders.totals}
        filtering={isFiltering(view.filter)}
        hidden={view.hidden}
        position={orders.position}
        waiting={view.waiting}
      />
      {asking !== undefined && (
        <AskingDialog
          {...asking}
          onClose={() => {
            setAsking(undefined);
          }}
        />
      )}
    </Panel>
  );
}

/** Says how many of all orders match and, where not all of those are in the table, how many are in it. */
function countWords({ orders, filter, shown, hidden }: ReturnType<typeof useBlotterRows>): string {
  const all = groupInteger(orders.total);
  const some = groupInteger(shown);
  if (!isFiltering(filter)) return `${some} of ${all}`;
  return `${groupInteger(orders.matching)} of ${all}${hidden === 0 ? '' : `, ${some} shown`}`;
}

interface ActionsProperties {
  readonly waiting: Waiting | undefined;
  readonly onLetIn: () => void;
  readonly cancel: OrderAction;
  readonly amend: OrderAction;
  readonly columns: ReturnType<typeof blotterColumns>;
  readonly ofMenu: ReturnType<typeof useColumnMenu>['ofMenu'];
}

function BlotterActions(properties: ActionsProperties) {
  const { waiting, onLetIn, cancel, amend, columns, ofMenu } = properties;
  const layout = useUi((ui) => ui.blotterLayout);
  return (
    <>
      <NewRowsPill
        text={waiting === undefined ? '' : waitingWords(waiting)}
        urgent={waiting !== undefined && waiting.denied + waiting.rejected + waiting.inDoubt > 0}
        onPress={onLetIn}
      />
      <Button disabledReason={amend.disabledReason} onPress={amend.ask} keys="F2" hideKeys>
        {amend.count > 0 ? `Amend ${groupInteger(amend.count)}…` : 'Amend…'}
      </Button>
      <Button
        look={cancel.disabledReason === undefined ? 'danger' : 'plain'}
        disabledReason={cancel.disabledReason}
        onPress={cancel.ask}
        keys="Del"
      >
        {cancel.count > 0 ? `Cancel ${groupInteger(cancel.count)}…` : 'Cancel…'}
      </Button>
      <ColumnMenu
        {...ofMenu}
        columns={columns}
        layout={layout}
        onLayout={changeBlotterLayout}
        onReset={resetBlotterLayout}
      />
    </>
  );
}

function AskingDialog({ kind, ...rest }: Asking & { readonly onClose: () => void }) {
  return kind === 'cancel' ? <CancelDialog {...rest} /> : <AmendDialog {...rest} />;
}

/**
 * The peer of the blotter: AG Grid Community with every order of the desk, fed by the same streams over the same bridge.
 * It has the blotter's columns, height of rows, marks on changed cells, and order, newest first. The title says when it is full.
 */
import '../../../src/renderer/ipc/zodSetup.ts';
import { AllCommunityModule, createGrid, ModuleRegistry, type GridApi } from 'ag-grid-community';
import 'ag-grid-community/styles/ag-grid-no-native-widgets.css';
import 'ag-grid-community/styles/ag-theme-balham-no-font.css';
import './gridPage.css';
import type { OrderView } from '../../../src/shared/contract/orders.ts';
import { invariant } from '../../../src/shared/kernel/invariant.ts';
import { groupDecimal } from '../../../src/renderer/format/decimals.ts';
import { clockTime } from '../../../src/renderer/format/times.ts';
import { call, connect, subscribe } from '../../../src/renderer/store/link/engineLink.ts';
import { useConnection } from '../../../src/renderer/store/link/connectionStore.ts';

/** The largest page that the engine gives. */
const pageRows = 10_000;
/** As many as the console's own window follows. */
const followedRows = 2_000;

ModuleRegistry.registerModules([AllCommunityModule]);

const element = document.getElementById('grid');
invariant(element !== null, 'the page has a place for the grid');
const grid = createGrid<OrderView>(element, {
  theme: 'legacy',
  rowHeight: 28,
  getRowId: ({ data }) => data.orderId,
  deltaSort: true,
  animateRows: false,
  defaultColDef: { sortable: true, enableCellChangeFlash: true },
  columnDefs: [
    { colId: 'position', hide: true, sort: 'desc', valueGetter: ({ data }) => data?.createdPosition },
    { colId: 'time', width: 110, valueGetter: ({ data }) => clockTime(data?.createdAt ?? '') },
    { field: 'orderId', width: 110 },
    { field: 'symbol', width: 80 },
    { field: 'side', width: 80 },
    { field: 'orderType', width: 80 },
    { colId: 'quantity', width: 90, valueGetter: ({ data }) => groupDecimal(data?.quantity ?? '0') },
    { field: 'limitPrice', width: 90 },
    { colId: 'filled', width: 100, valueGetter: ({ data }) => groupDecimal(data?.filledQuantity ?? '0') },
    { field: 'averagePrice', width: 100 },
    { field: 'status', width: 110 },
    { field: 'strategy', width: 110 },
    { colId: 'updated', width: 110, valueGetter: ({ data }) => clockTime(data?.updatedAt ?? '') },
  ],
});

async function everyOrder(): Promise<readonly OrderView[]> {
  const rows: OrderView[] = [];
  for (;;) {
    const page = await call('queryOrders', { limit: pageRows, offset: rows.length });
    invariant(page.ok, 'the engine lists its orders');
    rows.push(...page.value.rows);
    if (page.value.rows.length < pageRows) return rows;
  }
}

function take(to: GridApi<OrderView>, known: Set<string>, rows: readonly OrderView[]): void {
  const add = rows.filter(({ orderId }) => !known.has(orderId));
  const update = rows.filter(({ orderId }) => known.has(orderId));
  for (const { orderId } of add) known.add(orderId);
  to.applyTransaction({ add, update });
}

async function fill(): Promise<void> {
  const rows = await everyOrder();
  const known = new Set(rows.map(({ orderId }) => orderId));
  grid.setGridOption('rowData', [...rows]);
  subscribe(
    'orders',
    { limit: followedRows },
    {
      snapshot: (data) => {
        take(grid, known, data.rows);
        document.title = `AG Grid, ${known.size} orders`;
      },
      // An order that is none of the newest any more stays in the grid.
      delta: ({ upserts }) => {
        take(grid, known, upserts);
      },
    },
  );
}

connect({
  onCancelAll: () => undefined,
  onKillKeys: () => undefined,
  onDesksPort: () => undefined,
  onProgramsPort: () => undefined,
});
const stop = useConnection.subscribe(({ state }) => {
  if (state !== 'connected') return;
  stop();
  void fill();
});

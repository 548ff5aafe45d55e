/** What each account holds in each symbol, with its profit or loss. */
import { useMemo, useState } from 'react';
import { positionKey, type PositionRow } from '../../../../shared/contract/positions.ts';
import { groupInteger } from '../../../format/decimals.ts';
import { sortPositions } from './positionLook.ts';
import { noFilter } from '../../../model/orders/orderFilter.ts';
import { useDesk } from '../../../store/desk/deskStore.ts';
import { openDeskDialog, useUi } from '../../../store/window/uiStore.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { Checkbox } from '../../../ui/controls/Checkbox.tsx';
import { FilterSelect } from '../../../ui/controls/FilterSelect.tsx';
import { Loading } from '../../common/Loading.tsx';
import { Notice } from '../../../ui/display/Notice.tsx';
import { Panel } from '../../../ui/display/Panel.tsx';
import { ColumnMenu } from '../../../ui/grid/ColumnMenu.tsx';
import { DataGrid } from '../../../ui/grid/DataGrid.tsx';
import type { GridRowLook } from '../../../ui/grid/gridTypes.ts';
import { useGridLayout } from '../../../ui/grid/useGridLayout.ts';
import { rowKeys } from '../../common/rowKeys.ts';
import { CostMethod, useCostMethod } from './CostMethod.tsx';
import { useColumnMenu } from '../../../ui/grid/useColumnMenu.ts';
import { positionColumns } from './positionColumns.tsx';
import type { LiveRows } from '../rows/useLiveRows.ts';
import { useStillRows } from '../rows/useStillRows.ts';

const none: readonly PositionRow[] = [];

const look = (row: PositionRow): GridRowLook => ({
  attributes: { 'data-testid': 'position-row', 'data-account': row.account, 'data-symbol': row.symbol },
});

function showOrders({ account, symbol }: PositionRow): void {
  useUi.setState({ screen: 'trade', filter: { ...noFilter, account, symbol } });
}

export function PositionsPanel({ rows, fault }: LiveRows<PositionRow>) {
  const desk = useDesk((store) => store.desk);
  const method = useCostMethod(rows);
  const columns = useMemo(() => positionColumns(showOrders, desk, method), [desk, method]);
  const [account, setAccount] = useState('');
  const [openOnly, setOpenOnly] = useState(false);
  const ofLayout = useGridLayout();
  const { layout } = ofLayout;
  const [cursor, setCursor] = useState<string>();
  const { ofGrid, ofMenu } = useColumnMenu();
  const [inside, setInside] = useState(false);
  const all = rows ?? none;
  const sorted = useMemo(() => {
    const matching = all.filter(
      (row) => (account === '' || row.account === account) && (!openOnly || row.quantity !== '0'),
    );
    return sortPositions(matching, layout.sorting);
  }, [all, account, openOnly, layout.sorting]);
  const shown = useStillRows(
    { all, sorted, keyOf: positionKey },
    inside || cursor !== undefined,
    JSON.stringify([account, openOnly, layout.sorting]),
  );
  const ids = useMemo(() => shown.map(positionKey), [shown]);
  const chosen = shown.find((row) => positionKey(row) === cursor);
  const accounts = [...new Set(all.map((row) => row.account))].map((value) => ({ value, label: value }));
  const open = (): void => {
    if (chosen !== undefined) showOrders(chosen);
  };
  const onKey = rowKeys({ ids, cursor, choose: setCursor, acts: { Enter: open } });
  return (
    <Panel
      title="Positions"
      className="positions"
      testId="positions"
      extra={
        <>
          <output className="count">
            {rows === undefined ? '…' : `${groupInteger(shown.length)} of ${groupInteger(all.length)}`}
          </output>
          <fieldset className="chips" aria-label="Filters">
            <FilterSelect label="Account" value={account} options={accounts} onChange={setAccount} />
            <Checkbox label="Open only" checked={openOnly} onChange={setOpenOnly} />
          </fieldset>
          <CostMethod method={method} />
        </>
      }
      actions={<Actions chosen={chosen} columns={columns} ofLayout={ofLayout} ofMenu={ofMenu} />}
    >
      <DataGrid
        {...ofGrid}
        name="Positions"
        columns={columns}
        rows={shown}
        idOf={positionKey}
        layout={layout}
        onLayout={ofLayout.onLayout}
        cursor={cursor}
        onRowPress={setCursor}
        onKey={onKey}
        onPointerInside={setInside}
        look={look}
        empty={<Empty loading={rows === undefined} filtered={all.length > 0} fault={fault?.message} />}
      />
    </Panel>
  );
}

interface ActionsProperties {
  readonly chosen: PositionRow | undefined;
  readonly columns: ReturnType<typeof positionColumns>;
  readonly ofLayout: ReturnType<typeof useGridLayout>;
  readonly ofMenu: ReturnType<typeof useColumnMenu>['ofMenu'];
}

function Actions({ chosen, columns, ofLayout, ofMenu }: ActionsProperties) {
  const nothingChosen = chosen === undefined ? 'Choose a position first' : undefined;
  return (
    <>
      <Button
        disabledReason={nothingChosen}
        keys="Enter"
        hideKeys
        onPress={() => {
          if (chosen !== undefined) showOrders(chosen);
        }}
      >
        Orders
      </Button>
      <Button
        look={chosen === undefined || chosen.quantity === '0' ? 'plain' : 'danger'}
        disabledReason={nothingChosen ?? (chosen?.quantity === '0' ? 'The position is flat' : undefined)}
        title="Opens the kill switch of the symbol: it says what it does before it does it"
        onPress={() => {
          if (chosen !== undefined) openDeskDialog('kill', `symbol:${chosen.symbol}`, { flatten: true });
        }}
      >
        Flatten…
      </Button>
      <ColumnMenu {...ofMenu} {...ofLayout} columns={columns} />
    </>
  );
}

interface EmptyProperties {
  readonly loading: boolean;
  readonly filtered: boolean;
  readonly fault: string | undefined;
}

function Empty({ loading, filtered, fault }: EmptyProperties) {
  if (fault !== undefined) {
    return <Notice kind="error" title="The positions can't be shown" text={fault} />;
  }
  if (loading) return <Loading title="Reading the day's executions" />;
  return filtered ? (
    <Notice kind="empty" title="No position matches the filters" />
  ) : (
    <Notice
      kind="empty"
      title="Nothing was traded yet"
      text="A position shows up here with the first fill."
    />
  );
}

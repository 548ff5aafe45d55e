/** Every received signal with its fate, the newest first or by another column. */
import { useMemo } from 'react';
import type { SignalView } from '../../../shared/contract/signalRows.ts';
import { groupInteger } from '../../format/decimals.ts';
import { todayUtc } from '../../format/times.ts';
import { timeRangeProblem } from '../../model/events/auditFilter.ts';
import { moveCursor } from '../../model/orders/selection.ts';
import { noSignalsFilter, type SignalsFilter } from '../../model/signals/signalFilter.ts';
import { pricePlaces, useDesk } from '../../store/desk/deskStore.ts';
import { useSignals } from '../../store/signals/signalsStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { changeSignalsFilter } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { NewRowsPill } from '../../ui/display/NewRowsPill.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { Progress } from '../../ui/display/Progress.tsx';
import { DataGrid } from '../../ui/grid/DataGrid.tsx';
import { ColumnMenu } from '../../ui/grid/ColumnMenu.tsx';
import type { GridLayout, GridRowLook } from '../../ui/grid/gridTypes.ts';
import { useColumnMenu } from '../../ui/grid/useColumnMenu.ts';
import { SignalFilters } from './SignalFilters.tsx';
import { signalColumns } from './signalColumns.tsx';
import { signalRowId, type useSignalRows } from './useSignalRows.ts';

interface Properties {
  readonly filter: SignalsFilter;
  readonly signals: ReturnType<typeof useSignalRows>;
  readonly layout: GridLayout;
  readonly onLayout: (change: Partial<GridLayout>) => void;
  readonly onReset: () => void;
  readonly chosen: number | undefined;
  readonly onChoose: (position: number | undefined) => void;
}

const noRows: readonly SignalView[] = [];
const look = (row: SignalView): GridRowLook => ({
  attributes: { 'data-testid': 'signal-row', 'data-fate': row.outcome.fate, 'data-signal': row.signalId },
});

export function SignalTable(properties: Properties) {
  const { filter, signals, layout, onLayout, onReset, chosen, onChoose } = properties;
  const { grid, ofGrid, ofMenu } = useColumnMenu();
  const orders = useSignals((store) => store.orders);
  const total = useSignals((store) => store.total);
  const desk = useDesk((store) => store.desk);
  const columns = useMemo(() => signalColumns(orders, (symbol) => pricePlaces(desk, symbol)), [orders, desk]);
  const cursor = chosen === undefined ? undefined : String(chosen);
  const choose = (id: string | undefined): void => {
    onChoose(id === undefined ? undefined : Number(id));
  };
  const onKey = (event: React.KeyboardEvent, page: number): boolean => {
    if (event.key === 'Escape' && chosen !== undefined) {
      choose(undefined);
      return true;
    }
    const target = moveCursor(signals.ids, cursor, event.key, page);
    if (target === undefined) return false;
    choose(signals.ids.at(target));
    return true;
  };
  return (
    <Panel
      title="Signals"
      className="signal-table"
      extra={
        <output className="count" data-testid="signal-count">
          {signals.isLoaded ? `${groupInteger(signals.matching)} of ${groupInteger(total)}` : '…'}
        </output>
      }
      actions={
        <>
          <NewRowsPill
            text={signals.waiting > 0 ? `${groupInteger(signals.waiting)} new` : ''}
            onPress={() => {
              signals.letIn();
              grid.current?.scrollToTop();
            }}
          />
          <ColumnMenu columns={columns} layout={layout} onLayout={onLayout} onReset={onReset} {...ofMenu} />
        </>
      }
    >
      <SignalFilters filter={filter} />
      <ReadReach />
      <DataGrid
        name="Signals"
        columns={columns}
        rows={noRows}
        more={signals.more}
        idOf={signalRowId}
        layout={layout}
        onLayout={onLayout}
        cursor={cursor}
        onRowPress={choose}
        onKey={onKey}
        look={look}
        {...signals.ofGrid}
        {...ofGrid}
        empty={<Empty filter={filter} loading={!signals.isLoaded} />}
      />
    </Panel>
  );
}

/** Up to this difference between the rows and the log, the rows are not behind: events take that time to arrive. */
const usualLag = 5_000;

/** After an upgrade the rows are made from the whole log; until then, some signals are not listed yet. */
function ReadReach() {
  const readTo = useSignals((store) => store.readTo);
  const isLoaded = useSignals((store) => store.positions !== undefined);
  const head = useStatus((store) => store.status?.store.headPosition ?? 0);
  if (!isLoaded || head - readTo < usualLag) return null;
  return (
    <output className="search-reach">
      <Progress label="Signals of the log" done={readTo} total={head} />
      <span>
        The list is made from the log: position {groupInteger(readTo)} of {groupInteger(head)}; later signals
        are not in it yet
      </span>
    </output>
  );
}

function Empty({ filter, loading }: { readonly filter: SignalsFilter; readonly loading: boolean }) {
  const fault = useSignals((store) => store.fault);
  const problem = timeRangeProblem(filter, todayUtc());
  if (problem !== undefined) {
    return <Notice kind="error" title="The filter can't be understood" text={problem} />;
  }
  if (fault !== undefined) {
    return <Notice kind="error" title="The signals can't be shown" text={fault.message} />;
  }
  if (loading) return <Loading title="Loading the signals" />;
  if (Object.values<string>({ ...filter }).every((value) => value.trim() === '')) {
    return (
      <Notice
        kind="empty"
        title="No signal yet"
        text="Start a strategy, replay a file or send the ticket: each signal shows up here, refused or not."
      />
    );
  }
  return (
    <Notice kind="empty" title="No signal matches the filters">
      <Button
        onPress={() => {
          changeSignalsFilter(noSignalsFilter);
        }}
      >
        Clear all filters
      </Button>
    </Notice>
  );
}

/** The orders as they stood, newest first: those that had not ended, or all of them. */
import { useMemo, useState } from 'react';
import type { OrderView } from '../../../shared/contract/orders.ts';
import { groupInteger } from '../../format/decimals.ts';
import { moveCursor } from '../../model/orders/selection.ts';
import { useDesk } from '../../store/desk/deskStore.ts';
import { lookAtOrder, useUi } from '../../store/window/uiStore.ts';
import { SegmentedControl } from '../../ui/controls/SegmentedControl.tsx';
import { SearchField } from '../../ui/controls/SearchField.tsx';
import { DataGrid } from '../../ui/grid/DataGrid.tsx';
import type { GridRowLook } from '../../ui/grid/gridTypes.ts';
import { useGridLayout } from '../../ui/grid/useGridLayout.ts';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { useDebounced } from '../../ui/useDebounced.ts';
import { pastOrderColumns } from './pastOrderColumns.tsx';
import { PastOrder } from './PastOrder.tsx';
import { usePastAnswer } from './usePastAnswer.ts';

const pageRows = 500;
const nothing: readonly OrderView[] = [];
const idOf = ({ orderId }: OrderView): string => orderId;
const look = ({ orderId, status }: OrderView): GridRowLook => ({
  attributes: { 'data-testid': 'past-order', 'data-order': orderId, 'data-status': status },
});

type Which = 'open' | 'all';

export function PastOrders({ position }: { readonly position: number }) {
  const [which, setWhich] = useState<Which>('open');
  const [text, setText] = useState('');
  const [offset, setOffset] = useState(0);
  const { layout, onLayout } = useGridLayout();
  const chosen = useUi((ui) => ui.openOrder);
  const desk = useDesk((store) => store.desk);
  const wanted = useDebounced(text.trim(), 200);
  const { value, fault } = usePastAnswer('queryOrdersAt', {
    position,
    open: which === 'open',
    ...(wanted !== '' && { filter: { text: wanted } }),
    offset,
    limit: pageRows,
  });
  const rows = value?.rows ?? nothing;
  const total = value?.total ?? 0;
  const columns = useMemo(() => pastOrderColumns(desk), [desk]);
  const onKey = (event: React.KeyboardEvent, page: number): boolean => {
    if (event.key === 'Escape' && chosen !== undefined) {
      lookAtOrder(undefined);
      event.stopPropagation();
      return true;
    }
    const target = moveCursor(rows.map(idOf), chosen, event.key, page);
    if (target === undefined) return false;
    lookAtOrder(rows[target]?.orderId);
    return true;
  };
  return (
    <>
      <Panel
        title="Orders as they stood"
        className="past-orders"
        testId="past-orders"
        extra={
          <output className="count">
            {value === undefined
              ? '…'
              : total > rows.length
                ? `${groupInteger(offset + 1)} to ${groupInteger(offset + rows.length)} of ${groupInteger(total)}`
                : groupInteger(total)}
          </output>
        }
        actions={
          <>
            <Pages offset={offset} shown={rows.length} total={total} onOffset={setOffset} />
            <SearchField
              label="Part of an id"
              value={text}
              onChange={(next) => {
                setText(next);
                setOffset(0);
              }}
            />
            <SegmentedControl
              compact
              name="Which orders"
              value={which}
              onChange={(next) => {
                setWhich(next);
                setOffset(0);
              }}
              segments={[
                { value: 'open', label: 'Open' },
                { value: 'all', label: 'All' },
              ]}
            />
          </>
        }
      >
        <DataGrid
          name="Orders as they stood"
          columns={columns}
          rows={rows}
          idOf={idOf}
          layout={layout}
          onLayout={onLayout}
          cursor={chosen}
          onRowPress={(id) => {
            lookAtOrder(rows.find(({ orderId }) => orderId === id)?.orderId);
          }}
          onKey={onKey}
          look={look}
          empty={
            fault !== undefined ? (
              <Notice kind="error" title="The orders can't be shown" text={fault} />
            ) : value === undefined ? (
              <Loading title="Reading the events" />
            ) : (
              <Notice
                kind="empty"
                title={which === 'open' ? 'No order was open then' : 'There was no order yet'}
              />
            )
          }
        />
      </Panel>
      {chosen !== undefined && <PastOrder orderId={chosen} position={position} />}
    </>
  );
}

interface PagesProperties {
  readonly offset: number;
  readonly shown: number;
  readonly total: number;
  readonly onOffset: (offset: number) => void;
}

function Pages({ offset, shown, total, onOffset }: PagesProperties) {
  if (total <= pageRows) return null;
  return (
    <>
      <button
        type="button"
        className="button look-plain"
        disabled={offset === 0}
        onClick={() => {
          onOffset(Math.max(0, offset - pageRows));
        }}
      >
        Newer
      </button>
      <button
        type="button"
        className="button look-plain"
        disabled={offset + shown >= total}
        onClick={() => {
          onOffset(offset + pageRows);
        }}
      >
        Older
      </button>
    </>
  );
}

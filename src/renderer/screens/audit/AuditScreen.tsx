/** Every event of every stream: who did what when, and the proof that it is all there. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { EventView } from '../../../shared/contract/events.ts';
import { groupInteger } from '../../format/decimals.ts';
import { noAuditFilter, type AuditFilter } from '../../model/auditFilter.ts';
import { moveCursor } from '../../model/selection.ts';
import { copyText } from '../../store/actions.ts';
import { openOrder, useUi } from '../../store/uiStore.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { DataGrid, type GridHandle } from '../../ui/grid/DataGrid.tsx';
import type { GridLayout, GridRowLook } from '../../ui/grid/gridTypes.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useDebounced } from '../../ui/useDebounced.ts';
import { EventDetails } from '../detail/Timeline.tsx';
import { AuditFilters } from './AuditFilters.tsx';
import { auditColumns } from './auditColumns.tsx';
import { StreamList } from './StreamList.tsx';
import { useAuditEvents } from './useAuditEvents.ts';
import { VerifyChain } from './VerifyChain.tsx';

const firstLayout: GridLayout = { sorting: [], order: [], visibility: {}, widths: {}, pinned: [] };
const idOf = (event: EventView): string => event.eventId;
const look = (event: EventView): GridRowLook => ({
  attributes: {
    'data-testid': 'audit-row',
    'data-type': event.type,
    'data-position': String(event.position),
  },
});
const typingMs = 250;

export function AuditScreen() {
  const [filter, setFilter] = useState<AuditFilter>(noAuditFilter);
  const [live, setLive] = useState(true);
  const [cursor, setCursor] = useState<string>();
  const [layout, setLayout] = useState(firstLayout);
  const [inside, setInside] = useState(false);
  const [away, setAway] = useState(false);
  const grid = useRef<GridHandle>(null);
  useWantedText(setFilter);
  const { events, fault, more, loadOlder } = useAuditEvents(useDebounced(filter, typingMs), live);
  const { shown, withheld, letIn } = useStill(
    events ?? [],
    inside || away || cursor !== undefined,
    JSON.stringify(filter),
  );
  const chosen = shown.find((event) => event.eventId === cursor);
  const ids = useMemo(() => shown.map(idOf), [shown]);
  const seenTypes = useMemo(() => [...new Set((events ?? []).map((event) => event.type))], [events]);
  return (
    <div className="audit">
      <StreamList
        chosen={filter.streamId}
        onChoose={(streamId) => {
          setFilter({ ...filter, streamId, streamPrefix: '' });
        }}
      />
      <Panel
        title="Events"
        className="audit-events"
        extra={
          <span className="count" role="status">
            {events === undefined
              ? '…'
              : `${groupInteger(shown.length)} loaded${more === false ? ', all of them' : ''}`}
          </span>
        }
        actions={
          <>
            {withheld > 0 && (
              <button
                type="button"
                className="pill"
                onClick={() => {
                  letIn();
                  grid.current?.scrollToTop();
                }}
              >
                {groupInteger(withheld)} new ↑
              </button>
            )}
            <Checkbox label="Live tail" checked={live} onChange={setLive} />
            <VerifyChain />
          </>
        }
      >
        <AuditFilters filter={filter} seenTypes={seenTypes} onChange={setFilter} />
        <DataGrid
          name="Events"
          columns={auditColumns}
          rows={shown}
          idOf={idOf}
          layout={layout}
          onLayout={(change) => {
            setLayout({ ...layout, ...change });
          }}
          cursor={cursor}
          onRowPress={(id) => {
            setCursor(id);
          }}
          onKey={(event, page) => {
            if (event.key === 'Escape') {
              if (cursor === undefined) return false;
              setCursor(undefined);
              return true;
            }
            const target = moveCursor(ids, cursor, event.key, page);
            if (target === undefined) return false;
            setCursor(target);
            return true;
          }}
          onPointerInside={setInside}
          onScrolled={setAway}
          onEnd={loadOlder}
          look={look}
          handle={grid}
          empty={
            fault !== undefined ? (
              <Notice kind="error" title="The events can't be shown">
                <p>{fault.message}</p>
              </Notice>
            ) : events === undefined ? (
              <Notice kind="loading" title="Loading the events" />
            ) : (
              <Notice kind="empty" title="No event matches">
                <Button
                  onPress={() => {
                    setFilter(noAuditFilter);
                  }}
                >
                  Clear all filters
                </Button>
              </Notice>
            )
          }
        />
      </Panel>
      <EventPanel
        event={chosen}
        onFind={(text) => {
          setFilter({ ...noAuditFilter, text });
        }}
        onStream={(streamId) => {
          setFilter({ ...noAuditFilter, streamId });
        }}
      />
    </div>
  );
}

interface EventPanelProperties {
  readonly event: EventView | undefined;
  readonly onFind: (text: string) => void;
  readonly onStream: (streamId: string) => void;
}

function EventPanel({ event, onFind, onStream }: EventPanelProperties) {
  if (event === undefined) {
    return (
      <Panel title="Event" className="event-panel">
        <Notice kind="empty" title="No event chosen">
          <p>Choose one in the table.</p>
        </Notice>
      </Panel>
    );
  }
  const orderId = event.streamId.startsWith('order-') ? event.streamId.slice('order-'.length) : undefined;
  return (
    <Panel
      title={event.type}
      className="event-panel"
      extra={<span className="dim">at {groupInteger(event.position)}</span>}
    >
      <div className="event-actions">
        <Button
          onPress={() => {
            onFind(event.correlationId);
          }}
        >
          Same correlation
        </Button>
        <Button
          onPress={() => {
            onStream(event.streamId);
          }}
        >
          Same stream
        </Button>
        {orderId !== undefined && (
          <Button
            onPress={() => {
              openOrder(orderId);
            }}
          >
            Open the order
          </Button>
        )}
        <Button
          onPress={() => {
            copyText(JSON.stringify(event, null, 2), 'The event as JSON');
          }}
        >
          Copy JSON
        </Button>
      </div>
      <EventDetails event={event} />
    </Panel>
  );
}

/** An id that was looked up elsewhere. */
function useWantedText(setFilter: (filter: AuditFilter) => void): void {
  const wanted = useUi((ui) => ui.auditText);
  useEffect(() => {
    if (wanted === '') return;
    const isStream = wanted === 'desk' || /^(order|signal|venue|risk)-/.test(wanted);
    setFilter(isStream ? { ...noAuditFilter, streamId: wanted } : { ...noAuditFilter, text: wanted });
    useUi.setState({ auditText: '' });
  }, [wanted, setFilter]);
}

/** Newer events wait outside while someone reads. */
function useStill(events: readonly EventView[], still: boolean, epoch: string) {
  const [head, setHead] = useState<number>();
  const newest = events[0]?.position;
  useEffect(() => {
    setHead(still ? newest : undefined);
    // The head is taken when reading begins, not with every new event.
    // eslint-disable-next-line
  }, [still, epoch]);
  const shown = useMemo(
    () => (head === undefined ? events : events.filter((event) => event.position <= head)),
    [events, head],
  );
  return {
    shown,
    withheld: events.length - shown.length,
    letIn: () => {
      setHead(still ? newest : undefined);
    },
  };
}

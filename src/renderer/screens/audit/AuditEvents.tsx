/** The table of events, newest first. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useSame } from '../../ui/useSame.ts';
import type { EventView } from '../../../shared/contract/events.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import {
  auditFilterProblem,
  positionTyped,
  noAuditFilter,
  toEventQuery,
  type AuditFilter,
} from '../../model/events/auditFilter.ts';
import { learnOrders, useOrderSubjects } from '../../store/events/orderSubjects.ts';
import { orderIdOf } from './eventLine.ts';
import { auditPageSize, createAuditFeed, type AuditFeed } from '../../store/events/auditFeed.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { changeAuditFilter } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Checkbox } from '../../ui/controls/Checkbox.tsx';
import { DataGrid } from '../../ui/grid/DataGrid.tsx';
import type { GridHandle, GridRowLook } from '../../ui/grid/gridTypes.ts';
import { useGridLayout } from '../../ui/grid/useGridLayout.ts';
import { useNewestRows } from '../../ui/grid/useNewestRows.ts';
import { NewRowsPill } from '../../ui/display/NewRowsPill.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { Progress } from '../../ui/display/Progress.tsx';
import { todayUtc } from '../../format/times.ts';
import { useDebounced } from '../../ui/useDebounced.ts';
import { rowKeys } from '../common/rowKeys.ts';
import { AuditFilters } from './AuditFilters.tsx';
import { auditColumns } from './auditColumns.tsx';
import { VerifyChain, VerifyResult } from './VerifyChain.tsx';

interface Properties {
  readonly filter: AuditFilter;
  readonly chosen: EventView | undefined;
  readonly onChoose: (event: EventView | undefined) => void;
}

const typingMs = 250;
const idOf = (event: EventView): string => event.eventId;
const positionOf = (event: EventView): number => event.position;
const look = (event: EventView): GridRowLook => ({
  attributes: {
    'data-testid': 'audit-row',
    'data-type': event.type,
    'data-position': String(event.position),
    'data-stream': event.streamId,
  },
});

export function AuditEvents({ filter, chosen, onChoose }: Properties) {
  const [live, setLive] = useState(true);
  const { layout, onLayout } = useGridLayout();
  const grid = useRef<GridHandle>(null);
  const { feed, events, fault, searchedTo, searching } = useFeed(filter, live);
  const problem = auditFilterProblem(filter, todayUtc());
  const { shown, waiting, letIn, ofGrid } = useNewestRows({
    rows: problem === undefined ? events : undefined,
    numberOf: positionOf,
    isHeld: chosen !== undefined,
    epoch: JSON.stringify(filter),
  });
  const ids = useMemo(() => shown.map(idOf), [shown]);
  const columns = useColumns(shown);
  useGoTo(filter, shown, chosen, onChoose);
  const choose = (id: string | undefined): void => {
    onChoose(id === undefined ? undefined : shown.find((event) => event.eventId === id));
  };
  const onKey = rowKeys({ ids, cursor: chosen?.eventId, choose });
  return (
    <Panel
      title="Events"
      className="audit-events"
      extra={
        problem === undefined && (
          <output className="count">
            {events === undefined
              ? '…'
              : `${groupInteger(shown.length)} loaded${searchedTo === 1 && !searching ? ', all of them' : ''}`}
          </output>
        )
      }
      actions={
        <>
          <NewRowsPill
            text={waiting > 0 ? `${groupInteger(waiting)} new` : ''}
            onPress={() => {
              letIn();
              grid.current?.scrollToTop();
            }}
          />
          <Checkbox label="Live tail" checked={live} onChange={setLive} />
          <VerifyChain filter={filter} />
        </>
      }
    >
      <VerifyResult />
      <AuditFilters filter={filter} />
      {events !== undefined && problem === undefined && <SearchReach feed={feed} found={shown.length} />}
      <DataGrid
        name="Events"
        columns={columns}
        rows={shown}
        idOf={idOf}
        layout={layout}
        onLayout={onLayout}
        cursor={chosen?.eventId}
        onRowPress={choose}
        onKey={onKey}
        {...ofGrid}
        onEnd={feed.loadOlder}
        look={look}
        handle={grid}
        empty={
          <Empty
            problem={problem}
            fault={fault?.message}
            loading={events === undefined || searching}
            searchedTo={searchedTo}
          />
        }
      />
    </Panel>
  );
}

function useColumns(events: readonly EventView[]) {
  const subjects = useOrderSubjects((store) => store.subjects);
  useEffect(() => {
    void learnOrders(events.flatMap((event) => orderIdOf(event) ?? []));
  }, [events]);
  return useMemo(() => auditColumns(subjects), [subjects]);
}

/** Chooses the event at the asked position, once it is loaded. */
function useGoTo(
  { at }: AuditFilter,
  events: readonly EventView[],
  chosen: EventView | undefined,
  onChoose: (event: EventView) => void,
): void {
  const wanted = positionTyped(at);
  const went = useRef<number>(undefined);
  useEffect(() => {
    if (wanted === undefined) went.current = undefined;
    const [first] = events;
    if (wanted === went.current || first?.position !== wanted || first === undefined) return;
    went.current = wanted;
    if (chosen?.eventId !== first.eventId) onChoose(first);
  });
}

function useFeed(filter: AuditFilter, live: boolean) {
  const query = useDebounced(useSame(toEventQuery(filter, todayUtc())), typingMs);
  const feed = useMemo(() => createAuditFeed(query), [query]);
  useEffect(() => {
    if (live) return feed.follow();
    return feed.load();
  }, [feed, live]);
  return { feed, ...useStore(feed.store) };
}

/**
 * Shows how far an unfinished search has got. The search goes on by itself until a page is full, and can be stopped.
 */
function SearchReach({ feed, found }: { readonly feed: AuditFeed; readonly found: number }) {
  const { searchedTo = 1, searching, perSecond } = useStore(feed.store);
  const head = useStatus((store) => store.status?.store.headPosition ?? 0);
  if (!searching && (searchedTo <= 1 || found >= auditPageSize)) return null;
  const reach = `searched to position ${groupInteger(searchedTo)} of ${groupInteger(head)}, newest first`;
  const rate = perSecond === undefined ? '' : `, ${counted(perSecond, 'position')} a second`;
  return (
    <output className="search-reach" data-testid="search-reach" data-searching={searching}>
      {searching && <Progress label="Search" done={head - searchedTo} total={head} />}
      <span>
        {searching ? `Searching: ${reach}${rate}` : `Stopped: ${reach}; older events may match too`}
      </span>
      {searching ? (
        <Button onPress={feed.stop}>Stop</Button>
      ) : (
        <Button onPress={feed.loadOlder}>Search older events</Button>
      )}
    </output>
  );
}

interface EmptyProperties {
  readonly problem: string | undefined;
  readonly fault: string | undefined;
  readonly loading: boolean;
  readonly searchedTo: number | undefined;
}

function Empty({ problem, fault, loading, searchedTo }: EmptyProperties) {
  if (problem !== undefined) {
    return <Notice kind="error" title="The filter can't be understood" text={problem} />;
  }
  if (fault !== undefined) {
    return <Notice kind="error" title="The events can't be shown" text={fault} />;
  }
  if (loading) return <Loading title="Loading the events" />;
  const whole = searchedTo === 1;
  return (
    <Notice
      kind={whole ? 'empty' : 'stale'}
      title={whole ? 'No event matches, all were looked at' : 'No event matches among those looked at so far'}
    >
      <Button
        onPress={() => {
          changeAuditFilter(noAuditFilter);
        }}
      >
        Clear all filters
      </Button>
    </Notice>
  );
}

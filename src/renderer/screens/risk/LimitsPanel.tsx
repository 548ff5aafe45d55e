/** The limits in force, with the use of each. */
import { useMemo, useState } from 'react';
import { limitKey, type LimitLine } from '../../../shared/contract/limits.ts';
import { windowWords } from '../../../main/domain/controls/countingWindows.ts';
import { groupInteger } from '../../format/decimals.ts';
import {
  isNear,
  limitShows,
  matchesLimit,
  noLimitFilter,
  sortLimits,
  type LimitFilter,
  type LimitShow,
} from '../../model/desk/limitLook.ts';
import { scopeShort } from '../../model/desk/tradingScope.ts';
import { useInstruments } from '../../store/desk/deskStore.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { ClearFilters } from '../../ui/controls/ClearFilters.tsx';
import { FilterSelect } from '../../ui/controls/FilterSelect.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ColumnMenu } from '../../ui/grid/ColumnMenu.tsx';
import { DataGrid } from '../../ui/grid/DataGrid.tsx';
import type { GridRowLook } from '../../ui/grid/gridTypes.ts';
import { useGridLayout } from '../../ui/grid/useGridLayout.ts';
import { useColumnMenu } from '../../ui/grid/useColumnMenu.ts';
import { ruleName } from '../common/RiskTable.tsx';
import { rowKeys } from '../common/rowKeys.ts';
import { limitColumns } from './limitColumns.tsx';
import { LimitDialog, type LimitPlace } from './LimitDialog.tsx';
import type { LiveRows } from './rows/useLiveRows.ts';
import { useStillRows } from './rows/useStillRows.ts';
import { WhatIfHelp } from './WhatIfHelp.tsx';

const showWords: Readonly<Record<LimitShow, string>> = {
  all: 'Show: all',
  near: 'Near the limit',
  denied: 'Have denied',
  set: 'Set by hand',
};
const none: readonly LimitLine[] = [];

const look = (line: LimitLine): GridRowLook => ({
  attributes: { 'data-testid': 'limit-row', 'data-limit': line.limit, 'data-scope': line.scope },
});

export function LimitsPanel({ rows, fault }: LiveRows<LimitLine>) {
  const [filter, setFilter] = useState(noLimitFilter);
  const ofLayout = useGridLayout();
  const { layout } = ofLayout;
  const [cursor, setCursor] = useState<string>();
  const { ofGrid, ofMenu } = useColumnMenu();
  const [inside, setInside] = useState(false);
  const [editing, setEditing] = useState<LimitPlace | 'new'>();
  const all = rows ?? none;
  const sorted = useMemo(
    () =>
      sortLimits(
        all.filter((line) => matchesLimit(line, filter)),
        layout.sorting,
      ),
    [all, filter, layout.sorting],
  );
  const shown = useStillRows(
    { all, sorted, keyOf: limitKey },
    inside || cursor !== undefined,
    JSON.stringify([filter, layout.sorting]),
  );
  const ids = useMemo(() => shown.map(limitKey), [shown]);
  const chosen = shown.find((line) => limitKey(line) === cursor);
  const whyNoCommand = useWhyNoCommand('propose');
  const edit = (): void => {
    if (chosen !== undefined && whyNoCommand === undefined) setEditing(chosen);
  };
  const onKey = rowKeys({ ids, cursor, choose: setCursor, acts: { Enter: edit } });
  const near = all.filter(isNear).length;
  const instruments = useInstruments();
  const columns = useMemo(() => limitColumns(instruments), [instruments]);
  return (
    <Panel
      title="Limits"
      className="limits"
      testId="limits"
      extra={
        <>
          <output className="count">
            {rows === undefined ? '…' : `${groupInteger(shown.length)} of ${groupInteger(all.length)}`}
            {near > 0 && <span className="tone-warn"> · {groupInteger(near)} near</span>}
          </output>
          <Filters filter={filter} lines={all} onChange={setFilter} />
        </>
      }
      actions={
        <>
          <WhatIfHelp />
          <Button
            disabledReason={whyNoCommand}
            onPress={() => {
              setEditing('new');
            }}
          >
            Set for a scope…
          </Button>
          <Button
            disabledReason={whyNoCommand ?? (chosen === undefined ? 'Choose a limit first' : undefined)}
            keys="Enter"
            hideKeys
            onPress={edit}
          >
            Change…
          </Button>
          <ColumnMenu {...ofMenu} {...ofLayout} columns={columns} />
        </>
      }
    >
      <LongerWindows lines={all} />
      <DataGrid
        {...ofGrid}
        name="Limits"
        columns={columns}
        rows={shown}
        idOf={limitKey}
        layout={layout}
        onLayout={ofLayout.onLayout}
        cursor={cursor}
        onRowPress={setCursor}
        onKey={onKey}
        onPointerInside={setInside}
        look={look}
        empty={<Empty loading={rows === undefined} fault={fault?.message} />}
      />
      {editing !== undefined && (
        <LimitDialog
          place={editing === 'new' ? undefined : editing}
          lines={all}
          onClose={() => {
            setEditing(undefined);
          }}
        />
      )}
    </Panel>
  );
}

/**
 * Warns of windows that are longer than the configured ones: a person who has changed the file believes that its window
 * counts.
 */
function LongerWindows({ lines }: { readonly lines: readonly LimitLine[] }) {
  const longer = new Map(
    lines
      .filter(({ configuredWindowMs }) => configuredWindowMs !== undefined)
      .map((line) => [line.rule, windowWords(line)]),
  );
  return Array.from(longer, ([rule, words]) => (
    <p key={rule} className="tone-warn limits-note">
      <Glyph shape="warning" />
      {ruleName(rule)}: counts {words}.
    </p>
  ));
}

interface FilterProperties {
  readonly filter: LimitFilter;
  readonly lines: readonly LimitLine[];
  readonly onChange: (filter: LimitFilter) => void;
}

function Filters({ filter, lines, onChange }: FilterProperties) {
  const scopes = [...new Set(lines.map(({ scope }) => scope))];
  const options = scopes.map((value) => ({ value, label: scopeShort(value) }));
  return (
    <fieldset className="chips" aria-label="Filters">
      <FilterSelect
        label="Scope"
        value={filter.scope}
        options={options}
        onChange={(scope) => {
          onChange({ ...filter, scope });
        }}
      />
      <Select
        chip
        label="Show"
        value={filter.show}
        active={filter.show !== 'all'}
        options={limitShows.map((value) => ({ value, label: showWords[value] }))}
        onChange={(show) => {
          onChange({ ...filter, show });
        }}
      />
      {(filter.scope !== '' || filter.show !== 'all') && (
        <ClearFilters
          onPress={() => {
            onChange(noLimitFilter);
          }}
        />
      )}
    </fieldset>
  );
}

function Empty({ loading, fault }: { readonly loading: boolean; readonly fault: string | undefined }) {
  if (fault !== undefined) {
    return <Notice kind="error" title="The limits can't be shown" text={fault} />;
  }
  if (loading) return <Loading title="Loading the limits" />;
  return <Notice kind="empty" title="No limit matches the filters" />;
}

/** The engine's log as it is written: filters, a pause, one entry with all of its fields, and where the file is. */
import { useMemo, useState } from 'react';
import type { LogEntry, LogFilter } from '../../../shared/contract/log.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { copyText } from '../../store/copy.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Checkbox } from '../../ui/controls/Checkbox.tsx';
import { NewRowsPill } from '../../ui/display/NewRowsPill.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { DataGrid } from '../../ui/grid/DataGrid.tsx';
import type { GridRowLook } from '../../ui/grid/gridTypes.ts';
import { useGridLayout } from '../../ui/grid/useGridLayout.ts';
import { useNewestRows } from '../../ui/grid/useNewestRows.ts';
import { useDebounced } from '../../ui/useDebounced.ts';
import { rowKeys } from '../common/rowKeys.ts';
import { LogEntryPanel } from './LogEntryPanel.tsx';
import { LogFilters } from './LogFilters.tsx';
import { logColumns } from './logColumns.tsx';
import { logLine } from './logLine.ts';
import { useLog, type LiveLog } from './useLog.ts';

const firstFilter: LogFilter = { level: 'info' };
const typingMs = 250;
const idOf = ({ number }: LogEntry): string => String(number);
const numberOf = ({ number }: LogEntry): number => number;
const look = ({ level, component }: LogEntry): GridRowLook => ({
  attributes: { 'data-testid': 'log-row', 'data-level': level, 'data-component': component },
});

export function LogScreen() {
  const [filter, setFilter] = useState(firstFilter);
  const [paused, setPaused] = useState(false);
  const [chosen, setChosen] = useState<LogEntry>();
  const asked = useDebounced(filter, typingMs);
  const log = useLog(asked, paused);
  return (
    <div className="log-screen" data-testid="log-screen">
      <LogTable
        log={log}
        epoch={JSON.stringify(asked)}
        chosen={chosen}
        onChoose={setChosen}
        filters={<LogFilters filter={filter} components={log.components} onChange={setFilter} />}
        pause={<Checkbox label="Pause" checked={paused} onChange={setPaused} />}
      />
      <LogEntryPanel entry={chosen} />
    </div>
  );
}

interface TableProperties {
  readonly log: LiveLog;
  /** Another one lets the waiting entries in. */
  readonly epoch: string;
  readonly chosen: LogEntry | undefined;
  readonly onChoose: (entry: LogEntry | undefined) => void;
  readonly filters: React.ReactNode;
  readonly pause: React.ReactNode;
}

function LogTable({ log, epoch, chosen, onChoose, filters, pause }: TableProperties) {
  const { layout, onLayout } = useGridLayout();
  const { shown, waiting, letIn, ofGrid } = useNewestRows({
    rows: log.entries,
    numberOf,
    isHeld: chosen !== undefined,
    epoch,
  });
  const ids = useMemo(() => shown.map(idOf), [shown]);
  const choose = (id: string | undefined): void => {
    onChoose(shown.find((entry) => idOf(entry) === id));
  };
  const cursor = chosen && idOf(chosen);
  const onKey = rowKeys({ ids, cursor, choose });
  return (
    <Panel
      title="Log"
      className="log-table"
      testId="log"
      extra={
        <>
          <output className="count">
            {log.entries === undefined ? '…' : `${groupInteger(shown.length)} shown`}
          </output>
          {filters}
        </>
      }
      actions={
        <>
          <NewRowsPill text={waiting > 0 ? `${groupInteger(waiting)} new` : ''} onPress={letIn} />
          {pause}
          <Button
            disabledReason={shown.length === 0 ? 'Nothing is shown' : undefined}
            onPress={() => {
              copyText(shown.toReversed().map(logLine).join('\n'), counted(shown.length, 'entry', 'entries'));
            }}
          >
            Copy shown
          </Button>
        </>
      }
    >
      <DataGrid
        name="Log"
        columns={logColumns}
        rows={shown}
        idOf={idOf}
        layout={layout}
        onLayout={onLayout}
        cursor={cursor}
        onRowPress={choose}
        onKey={onKey}
        {...ofGrid}
        look={look}
        empty={<Empty log={log} />}
      />
      <LogPlace log={log} />
    </Panel>
  );
}

function LogPlace({ log: { file, kept } }: { readonly log: LiveLog }) {
  if (file === undefined) return null;
  return (
    <footer className="log-place">
      <span className="dim">
        The newest {groupInteger(kept)} entries were looked at. All are in <code>{file}</code>
      </span>
      <Button
        look="quiet"
        onPress={() => {
          copyText(file, 'The path of the log file');
        }}
      >
        Copy the path
      </Button>
    </footer>
  );
}

function Empty({ log }: { readonly log: LiveLog }) {
  if (log.fault !== undefined) {
    return <Notice kind="error" title="The log can't be shown" text={log.fault} />;
  }
  if (log.entries === undefined) return <Loading title="Reading the log" />;
  return (
    <Notice
      kind="empty"
      title="No entry matches the filters"
      text="A lower level shows more. Entries come in here by themselves."
    />
  );
}

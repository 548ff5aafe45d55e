/** Exports a range of events with its proof: what is in the file, and how somebody else verifies it. */
import { useState } from 'react';
import type { EventRange } from '../../../shared/contract/events.ts';
import { counted } from '../../format/decimals.ts';
import { todayUtc } from '../../format/times.ts';
import {
  placeTyped,
  positionTyped,
  rangeProblem,
  utcInstant,
  type AuditFilter,
} from '../../model/events/auditFilter.ts';
import { announced, startExport } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';

interface Properties {
  /** The range begins with the times of the filter. */
  readonly filter: Pick<AuditFilter, 'from' | 'to'>;
  readonly onClose: () => void;
}

export function ExportDialog({ filter, onClose }: Properties) {
  const [from, setFrom] = useState(filter.from.trim());
  const [to, setTo] = useState(filter.to.trim());
  const head = useStatus((store) => store.status?.store.headPosition ?? 0);
  const today = todayUtc();
  const problem = rangeProblem({ from, to }, today);
  const disabledReason = useWhyNoCommand('view') ?? problem;
  return (
    <Dialog
      title="Export events with their proof"
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button
            look="primary"
            disabledReason={disabledReason}
            onPress={() => {
              announced(startExport(rangeOf(from, to, today)));
              onClose();
            }}
          >
            Choose a file and export…
          </Button>
        </>
      }
    >
      <div className="panel-body">
        <TextField
          label="From, a position or a time in UTC; empty: from the first event"
          placeholder="1, 09:31 or 2026-11-23 09:31"
          value={from}
          maxLength={32}
          invalid={from !== '' && placeTyped(from, today) === undefined}
          onChange={setFrom}
        />
        <TextField
          label="To, a position (inclusive) or a time in UTC (exclusive); empty: to the last event"
          placeholder={`${head}, 17:30 or 2026-11-23 17:30`}
          value={to}
          maxLength={32}
          invalid={to !== '' && placeTyped(to, today) === undefined}
          onChange={setTo}
        />
        <output className={problem === undefined ? 'dim' : 'tone-bad'}>
          {problem ?? `The store holds ${counted(head, 'event')}.`}
        </output>
        <p>
          The file has every event of the range, of all streams, whatever else the filters say: one a line as
          NDJSON, or as CSV where its name ends with .csv. Each row has its hash and the hash of the row
          before. Times are in UTC.
        </p>
        <p>
          A signed checkpoint of the last event comes beside it, as FILE.proof.json. It proves all events up
          to there: <span className="mono">desk verify --checkpoint FILE.proof.json</span>. No file is
          replaced.
        </p>
      </div>
    </Dialog>
  );
}

function rangeOf(from: string, to: string, today: string): EventRange {
  const [first, last] = [positionTyped(from), positionTyped(to)];
  const [start, end] = [utcInstant(from, today), utcInstant(to, today)];
  return {
    ...(first !== undefined && { fromPosition: first }),
    ...(last !== undefined && { toPosition: last }),
    ...(first === undefined && start !== undefined && { fromTime: start }),
    ...(last === undefined && end !== undefined && { toTime: end }),
  };
}

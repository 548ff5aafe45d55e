/** The range of time that the charts show: chosen by a drag over a chart, or here by keys. */
import { clockTime, dateTime, timesZone } from '../../format/times.ts';
import { noAuditFilter } from '../../model/events/auditFilter.ts';
import { showAudit } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import type { TimeRange } from './metricsWindow.ts';

interface Properties {
  /** The range that the charts show now. */
  readonly shown: TimeRange;
  /** Whether the operator chose the range, so that it does not follow the present. */
  readonly chosen: boolean;
  readonly onRange: (range: TimeRange | undefined) => void;
}

const shortestMs = 5_000;

export function RangeControls({ shown, chosen, onRange }: Properties) {
  const [fromMs, toMs] = [Date.parse(shown.from), Date.parse(shown.to)];
  const length = toMs - fromMs;
  const moved = (from: number, to: number) => () => {
    onRange({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  };
  const tooShort = length < 2 * shortestMs ? 'The range is short already' : undefined;
  return (
    <fieldset className="range-controls" aria-label="Range of time">
      <Button title="The same length, earlier" onPress={moved(fromMs - length / 2, toMs - length / 2)}>
        ‹ Earlier
      </Button>
      <Button title="The same length, later" onPress={moved(fromMs + length / 2, toMs + length / 2)}>
        Later ›
      </Button>
      <Button
        disabledReason={tooShort}
        title="The newer half; or drag over a chart"
        onPress={moved(fromMs + length / 2, toMs)}
      >
        Zoom in
      </Button>
      <Button
        disabledReason={chosen ? undefined : 'The charts follow the present'}
        onPress={() => {
          onRange(undefined);
        }}
      >
        Follow the present
      </Button>
      <Button
        title="The events of this range"
        onPress={() => {
          showAudit({ ...noAuditFilter, from: auditTime(shown.from), to: auditTime(justAfter(shown.to)) });
        }}
      >
        Open in audit
      </Button>
      {chosen && (
        <output
          className="tone-warn"
          data-testid="metrics-range"
          title={`${dateTime(shown.from)} ${timesZone()}`}
        >
          {clockTime(shown.from).slice(0, 8)} to {clockTime(shown.to).slice(0, 8)}: not live
        </output>
      )}
    </fieldset>
  );
}

/** As the audit's filter takes it, in UTC. */
function auditTime(instant: string): string {
  return instant.slice(0, 23).replace('T', ' ');
}

/** A point stands for the second that begins with it. */
function justAfter(instant: string): string {
  return new Date(Date.parse(instant) + 1_000).toISOString();
}

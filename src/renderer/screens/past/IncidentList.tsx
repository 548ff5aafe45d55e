/** The events that stopped or slowed the desk, newest first. Each leads to the desk as it stood at that event. */
import { groupInteger } from '../../format/decimals.ts';
import { dateTime } from '../../format/times.ts';
import type { Incident } from '../../model/events/incidents.ts';
import { goToPosition } from '../../store/past/pastStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/display/Notice.tsx';

interface Properties {
  readonly at: number;
  readonly incidents: readonly Incident[];
  readonly searchedTo: number;
  readonly onOlder: () => void;
}

export function IncidentList({ at, incidents, searchedTo, onOlder }: Properties) {
  const whole = searchedTo <= 1;
  return (
    <div className="past-scroll" data-testid="incidents">
      {incidents.length === 0 ? (
        <Notice
          kind={whole ? 'empty' : 'loading'}
          title={whole ? 'Nothing has stopped or slowed the desk' : 'Looking for incidents'}
        />
      ) : (
        <ul className="past-list">
          {incidents.toReversed().map(({ position, time, label, tone }) => (
            <li key={position}>
              <button
                type="button"
                className="link"
                aria-current={position === at}
                onClick={() => {
                  goToPosition(position, position);
                }}
              >
                <span className="mono">{dateTime(time)}</span> <b className={`tone-${tone}`}>{label}</b>
              </button>{' '}
              <span className="dim n">{groupInteger(position)}</span>
            </li>
          ))}
        </ul>
      )}
      {!whole && Number.isFinite(searchedTo) && (
        <p className="panel-foot">
          Looked at positions from {groupInteger(searchedTo)} on{' '}
          <Button onPress={onOlder}>Look at older ones</Button>
        </p>
      )}
    </div>
  );
}

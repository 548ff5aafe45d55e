/** Moves along the log by event, minute and incident. */
import { useMemo, useState } from 'react';
import { groupInteger } from '../../format/decimals.ts';
import { dateTime } from '../../format/times.ts';
import { incidentMarks, type Incident } from '../../model/events/incidents.ts';
import { positionMinutesFrom, type Found } from './findPosition.ts';
import { askWhereToGo, goToPosition, mark, usePast } from '../../store/past/pastStore.ts';
import { Button } from '../../ui/controls/Button.tsx';

interface Properties {
  readonly at: number;
  readonly head: number;
  readonly time: string | undefined;
  /** Oldest first. */
  readonly incidents: readonly Incident[];
}

interface Step {
  readonly label: string;
  /** Why the step can't be taken now; undefined when it can. */
  readonly whyNot: string | undefined;
  readonly title?: string;
  readonly take: () => void;
}

/** Marks that fit side by side. */
const places = 240;

export function PastScrubber({ at, head, time, incidents }: Properties) {
  const marked = usePast((past) => past.marked);
  const [fault, setFault] = useState<string>();
  const marks = useMemo(
    () => incidentMarks(incidents, ({ position }) => shareOf(position, head), places),
    [incidents, head],
  );
  const go = (position: number | undefined): void => {
    setFault(undefined);
    if (position !== undefined) goToPosition(Math.min(head, position), head);
  };
  const goTo = (found: Promise<Found>): void => {
    void found.then((position) => {
      if (typeof position === 'string') setFault(position);
      else go(position);
    });
  };
  const before = incidents.findLast(({ position }) => position < at);
  const after = incidents.find(({ position }) => position > at && position <= head);
  const atFirst = at <= 1 ? 'This is the first event' : undefined;
  const atLast = at >= head ? 'This is the last event that was there' : undefined;
  const noTime = time === undefined ? 'The time is not known yet' : undefined;
  const minutes = (by: number) => () => {
    if (time !== undefined) goTo(positionMinutesFrom(at, time, by, head));
  };
  const steps: readonly Step[] = [
    {
      label: '‹ Incident',
      whyNot: before === undefined ? 'No incident before is known' : undefined,
      title: before?.label ?? '',
      take: () => go(before?.position),
    },
    { label: '− 1 min', whyNot: atFirst ?? noTime, take: minutes(-1) },
    { label: '− 1 event', whyNot: atFirst, take: () => go(at - 1) },
    { label: '+ 1 event', whyNot: atLast, take: () => go(at + 1) },
    { label: '+ 1 min', whyNot: atLast ?? noTime, take: minutes(1) },
    {
      label: 'Incident ›',
      whyNot: after === undefined ? 'No incident after is known' : undefined,
      title: after?.label ?? '',
      take: () => go(after?.position),
    },
  ];
  return (
    <section className="past-scrubber" aria-label="Scrubber">
      <div className="scrub-track">
        <span className="scrub-marks" aria-hidden="true">
          {marks.map(({ share, tone, incidents: here }) => (
            <i
              key={share}
              className={`incident-mark tone-${tone}`}
              style={{ left: `${share * 100}%` }}
              title={here.map(({ label }) => label).join(', ')}
            />
          ))}
          {marked !== undefined && (
            <i className="moment-mark" style={{ left: `${shareOf(marked, head) * 100}%` }} />
          )}
        </span>
        <input
          type="range"
          aria-label="Position"
          aria-valuetext={`position ${at} of ${head}${time === undefined ? '' : `, ${dateTime(time)}`}`}
          min={1}
          max={Math.max(1, head)}
          step={1}
          value={at}
          onChange={(event) => {
            go(Number(event.target.value));
          }}
        />
      </div>
      <div className="scrub-steps">
        {steps.map(({ label, whyNot, title, take }) => (
          <Button key={label} disabledReason={whyNot} {...(title !== undefined && { title })} onPress={take}>
            {label}
          </Button>
        ))}
        <Button
          onPress={() => {
            askWhereToGo(true);
          }}
        >
          Go to…
        </Button>
        <Button
          pressed={marked !== undefined}
          title="Marks this moment, to compare another one with it"
          onPress={() => {
            mark(marked === undefined ? at : undefined);
          }}
        >
          {marked === undefined ? 'Mark this moment' : `Marked at ${groupInteger(marked)}: unmark`}
        </Button>
        {fault !== undefined && <output className="tone-warn">{fault}</output>}
      </div>
    </section>
  );
}

function shareOf(position: number, head: number): number {
  return head <= 1 ? 0 : (position - 1) / (head - 1);
}

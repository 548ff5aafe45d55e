/** The states of a venue over time as bands, one below the other, on one axis of time. */
import { useState } from 'react';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { EventView } from '../../../shared/contract/events.ts';
import type { BreakerView } from '../../../shared/contract/resilience.ts';
import { age, clockTime, timesZone } from '../../format/times.ts';
import { stateLanes, type Band } from './stateBands.ts';
import { SegmentedControl } from '../../ui/controls/SegmentedControl.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { useNow } from '../../ui/useNow.ts';

type Span = '15' | '60' | '480';

/** Share of the axis from which a band has room for its word. */
const wordFrom = 0.14;
const redrawMs = 1_000;

/** `events` are those of the venue, newest first. */
export function StateBands({
  venue,
  breaker,
  events,
}: {
  readonly venue: VenueId;
  /** How the breaker is now. */
  readonly breaker: BreakerView['state'];
  readonly events: readonly EventView[];
}) {
  const [span, setSpan] = useState<Span>('60');
  const now = useNow(redrawMs);
  const lengthMs = Number(span) * 60_000;
  const fromMs = now - lengthMs;
  const lanes = stateLanes(events.toReversed(), breaker, fromMs, now);
  const share = (ms: number): string => `${(ms / lengthMs) * 100}%`;
  return (
    <div className="state-bands" data-testid="state-bands">
      <SegmentedControl
        compact
        name={`Time shown of ${venue}`}
        value={span}
        onChange={setSpan}
        segments={[
          { value: '15', label: '15 min' },
          { value: '60', label: '1 h' },
          { value: '480', label: '8 h' },
        ]}
      />
      {lanes.map(({ name, bands }) => (
        <div key={name} className="lane">
          <span className="lane-name">{name}</span>
          <div
            className="lane-track"
            role="img"
            aria-label={`${name} of ${venue}: ${bands.map(bandWords).join(', then ')}`}
          >
            {bands.map((band) => (
              <span
                key={band.fromMs}
                className={`band tone-${band.look.tone}`}
                style={{ left: share(band.fromMs - fromMs), width: share(band.toMs - band.fromMs) }}
                title={`${bandWords(band)}, from ${clockTime(new Date(band.fromMs).toISOString())} ${timesZone()}`}
              >
                <Glyph shape={band.look.glyph} />
                {band.toMs - band.fromMs > wordFrom * lengthMs && (
                  <span className="band-word">{band.look.word}</span>
                )}
              </span>
            ))}
          </div>
        </div>
      ))}
      <div className="lane lane-times dim mono">
        <span>{clockTime(new Date(fromMs).toISOString()).slice(0, 8)}</span>
        <span>now</span>
      </div>
    </div>
  );
}

function bandWords({ look, fromMs, toMs }: Band): string {
  return `${look.word.toLowerCase()} for ${age(toMs - fromMs)}`;
}

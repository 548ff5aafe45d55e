/** Two clocks: UTC with milliseconds, and the time in the zone that the operator has chosen. */
import { utcClock } from '../../format/times.ts';
import { cityOf, zonedClock } from '../../format/timeZone.ts';
import { useSettings } from '../../store/settings/settingsStore.ts';
import { useNow } from '../../ui/useNow.ts';

/** Milliseconds between two drawings: fast enough to look continuous, slow enough to cost little. */
const tickMs = 100;

export function Clocks() {
  const now = useNow(tickMs);
  const zone = useSettings((settings) => settings.clockZone);
  return (
    <span className="clocks">
      <span className="mono">
        {utcClock(now)} <em>UTC</em>
      </span>
      {zone !== 'UTC' && (
        <span className="mono local dim">
          {zonedClock(now, zone)} {cityOf(zone)}
        </span>
      )}
    </span>
  );
}

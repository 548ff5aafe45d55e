/** Two clocks: UTC with milliseconds, and local time. */
import { clockOf, localClock } from '../../format/times.ts';
import { useNow } from '../../ui/useNow.ts';

/** Milliseconds between two drawings: fast enough to look continuous, slow enough to cost little. */
const tickMs = 53;

export function Clocks() {
  const now = useNow(tickMs);
  const local = localClock(now);
  return (
    <span className="clocks">
      <span className="mono">
        {clockOf(now)} <em>UTC</em>
      </span>
      {local !== undefined && (
        <span className="mono local dim">
          {local.time} {local.zone}
        </span>
      )}
    </span>
  );
}

/** The clock in UTC with milliseconds, and the local one. */
import { clockOf, localClock } from '../../format/times.ts';
import { useNow } from '../../ui/useNow.ts';

/** Fast enough to read as running, slow enough to cost nothing. */
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

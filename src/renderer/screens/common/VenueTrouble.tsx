/** Warns before a request which of its venues can't answer now. */
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { venueTrouble } from '../../model/desk/venueLook.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { useNow } from '../../ui/useNow.ts';

export function VenueTrouble({ venues }: { readonly venues: readonly VenueId[] }) {
  const { status, receivedAt } = useStatus();
  const now = useNow(1_000);
  if (status === undefined) return null;
  // This is the engine's clock, because the times of the venue's silence are on it.
  const engineMs = Date.parse(status.time) + now - receivedAt;
  return status.venues
    .filter(({ venue }) => venues.includes(venue))
    .map((venue) => ({ venue: venue.venue, trouble: venueTrouble(venue, engineMs) }))
    .map(
      ({ venue, trouble }) =>
        trouble !== undefined && (
          <p key={venue} className="tone-bad" data-testid="venue-trouble" data-venue={venue}>
            <Glyph shape="warning" />
            {trouble}
          </p>
        ),
    );
}

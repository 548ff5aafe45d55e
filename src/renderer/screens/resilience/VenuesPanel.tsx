/** The venues in short form, beside the orders. */
import { useStatus } from '../../store/desk/statusStore.ts';
import { Loading } from '../common/Loading.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { BreakerActions } from './BreakerActions.tsx';
import {
  BreakerSentence,
  DropCopySentence,
  ThrottleSentence,
  VenueGauges,
  VenueHead,
} from './VenueState.tsx';

export function VenuesPanel() {
  const venues = useStatus((store) => store.status?.venues);
  return (
    <Panel title="Venues" className="venues-panel">
      {venues === undefined ? (
        <Loading title="Waiting for the status" />
      ) : (
        <div className="venues">
          {venues.map((venue) => (
            <article
              key={venue.venue}
              className="venue"
              data-testid="venue-card"
              data-venue={venue.venue}
              data-breaker={venue.breaker.state}
              data-connected={venue.connected}
              aria-label={`Venue ${venue.venue}`}
            >
              <VenueHead venue={venue} />
              <BreakerSentence breaker={venue.breaker} />
              <ThrottleSentence limiter={venue.limiter} />
              <DropCopySentence copy={venue.dropCopy} />
              <VenueGauges venue={venue} />
              <BreakerActions kind="venue" name={venue.venue} breaker={venue.breaker} />
            </article>
          ))}
        </div>
      )}
    </Panel>
  );
}

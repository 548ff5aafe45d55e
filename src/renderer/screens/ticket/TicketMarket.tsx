/** The market of the ticket's symbol with the age of its price. It is always visible. */
import type { MarketView } from '../../../shared/contract/status.ts';
import { groupDecimal, placesOf } from '../../format/decimals.ts';
import { age } from '../../format/times.ts';
import type { Instrument } from '../../model/orders/ticketForm.ts';
import { isMarketBlind } from '../../model/desk/venueLook.ts';
import { useStatus } from '../../store/statusStore.ts';
import { useNow } from '../../ui/useNow.ts';

interface Properties {
  readonly instrument: Instrument | undefined;
  readonly market: MarketView | undefined;
}

export function TicketMarket({ instrument, market }: Properties) {
  const { status, receivedAt } = useStatus();
  const now = useNow(1_000);
  if (market === undefined || instrument === undefined) return null;
  const venue = status?.venues.find((one) => one.venue === instrument.venue);
  const places = placesOf(instrument.tickSize);
  const blind = isMarketBlind(venue);
  return (
    <p
      className={blind ? 'ticket-market blind' : 'ticket-market'}
      data-testid="ticket-market"
      data-blind={blind}
    >
      {market.symbol} <b>{groupDecimal(market.last, places)}</b>{' '}
      <span className="dim">
        bid {groupDecimal(market.bid, places)} · ask {groupDecimal(market.ask, places)}
      </span>{' '}
      <em>· {age(market.ageMs + Math.max(0, now - receivedAt))} old</em>
    </p>
  );
}

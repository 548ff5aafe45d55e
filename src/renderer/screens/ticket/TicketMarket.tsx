/** The price by which orders of the ticket's symbol are judged, with its source and age. It is always visible. */
import type { MarketView } from '../../../shared/contract/status.ts';
import { groupDecimal, placesOf } from '../../format/decimals.ts';
import type { Instrument } from '../../model/orders/ticketForm.ts';
import { priceWords } from '../../model/desk/priceLook.ts';
import { useStatus } from '../../store/statusStore.ts';
import { useNow } from '../../ui/useNow.ts';

interface Properties {
  readonly instrument: Instrument | undefined;
  readonly market: MarketView | undefined;
  /** Whether the price may be old. */
  readonly old: boolean;
}

export function TicketMarket({ instrument, market, old }: Properties) {
  const receivedAt = useStatus((store) => store.receivedAt);
  const now = useNow(1_000);
  if (market === undefined || instrument === undefined) return null;
  const { bid, ask } = market;
  const places = placesOf(instrument.tickSize);
  const touch = [
    bid !== undefined && `bid ${groupDecimal(bid, places)}`,
    ask !== undefined && `ask ${groupDecimal(ask, places)}`,
  ].filter((one) => one !== false);
  return (
    <p className={old ? 'ticket-market blind' : 'ticket-market'} data-testid="ticket-market" data-blind={old}>
      {market.symbol} <b>{groupDecimal(market.last, places)}</b>{' '}
      {touch.length > 0 && <span className="dim">{touch.join(' · ')} </span>}
      <em>{priceWords(market, Math.max(0, now - receivedAt))}</em>
    </p>
  );
}

/**
 * The price by which orders of the ticket's symbol are judged, with its source and age. It is always visible, and each of
 * its prices can be taken over into the ticket.
 */
import { groupDecimal, placesOf } from '../../format/decimals.ts';
import { priceKeyOf, type PriceName } from './fields/priceKeys.ts';
import type { Instrument } from '../../model/orders/ticketForm.ts';
import { hasLimitPrice, hasStopPrice, type OrderType } from '../../../main/domain/order/orderTerms.ts';
import { priceWords } from '../../model/desk/priceLook.ts';
import { useMarket } from '../../store/desk/markets.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { changeTicket, useTicket } from '../../store/ticketStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { useNow } from '../../ui/useNow.ts';

interface Properties {
  readonly instrument: Instrument | undefined;
  readonly symbol: string;
  /** Whether the price may be old. */
  readonly old: boolean;
}

export function TicketMarket({ instrument, symbol, old }: Properties) {
  const market = useMarket(symbol);
  const receivedAt = useStatus((store) => store.receivedAt);
  const now = useNow(1_000);
  if (market === undefined || instrument === undefined) return null;
  const places = placesOf(instrument.tickSize);
  return (
    <p className={old ? 'ticket-market blind' : 'ticket-market'} data-testid="ticket-market" data-blind={old}>
      {market.symbol}{' '}
      {(['bid', 'ask', 'last'] as const).map((name) => {
        const value = market[name];
        return value === undefined ? null : (
          <TakePrice key={name} name={name} value={value} text={groupDecimal(value, places)} />
        );
      })}
      <em>{priceWords(market, Math.max(0, now - receivedAt))}</em>
    </p>
  );
}

interface TakeProperties {
  readonly name: PriceName;
  readonly value: string;
  readonly text: string;
}

/** One price. The keys of a price field do the same, so it takes no tab stop. */
function TakePrice({ name, value, text }: TakeProperties) {
  const field = useTicket(({ form }) => form && takingField(form.orderType));
  return (
    <Button
      look="quiet"
      className="take-price"
      tabIndex={-1}
      name={`Take the ${name} ${text}`}
      title={`Take this price: ${priceKeyOf(name)} in a price field does the same`}
      disabledReason={field === undefined ? 'A market order takes no price' : undefined}
      onPress={() => {
        if (field !== undefined) changeTicket({ [field]: value });
      }}
    >
      <span className="dim">{name}</span> <b>{text}</b>
    </Button>
  );
}

function takingField(orderType: OrderType): 'limitPrice' | 'stopPrice' | undefined {
  if (hasLimitPrice(orderType)) return 'limitPrice';
  return hasStopPrice(orderType) ? 'stopPrice' : undefined;
}

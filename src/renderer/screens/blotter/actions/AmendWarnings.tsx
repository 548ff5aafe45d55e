/** What speaks against the new terms of one order without refusing them: the same as in the ticket. */
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { isPriceOld } from '../../../model/desk/priceLook.ts';
import { emptyForm } from '../../../model/orders/ticketForm.ts';
import { useDesk } from '../../../store/desk/deskStore.ts';
import { useStatus } from '../../../store/desk/statusStore.ts';
import { TicketWarnings } from '../../ticket/TicketWarnings.tsx';
import type { AmendTerms } from './amendForm.ts';

interface Properties {
  readonly order: OrderView;
  readonly terms: AmendTerms;
}

export function AmendWarnings({ order, terms }: Properties) {
  const { orderId, side, account, symbol, orderType, timeInForce } = order;
  const desk = useDesk((store) => store.desk);
  const market = useStatus((store) => store.status?.markets.find((one) => one.symbol === symbol));
  const venues = useStatus((store) => store.status?.venues);
  const instrument = desk?.instruments.find((one) => one.symbol === symbol);
  const old = market !== undefined && isPriceOld(market, venues ?? []);
  const form = { ...emptyForm(desk), side, account, symbol, orderType, timeInForce, ...terms };
  return <TicketWarnings of={[form, market, instrument, old]} amended={orderId} />;
}

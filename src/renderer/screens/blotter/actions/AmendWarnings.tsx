/** What speaks against the new terms of one order without refusing them: the same as in the ticket. */
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { emptyForm } from '../../../model/orders/ticketForm.ts';
import { useDesk } from '../../../store/desk/deskStore.ts';
import { useIsPriceOld } from '../../../store/desk/markets.ts';
import { TicketWarnings } from '../../ticket/TicketWarnings.tsx';
import type { AmendTerms } from './amendForm.ts';

interface Properties {
  readonly order: OrderView;
  readonly terms: AmendTerms;
}

export function AmendWarnings({ order, terms }: Properties) {
  const { orderId, side, account, symbol, orderType, timeInForce } = order;
  const desk = useDesk((store) => store.desk);
  const old = useIsPriceOld(symbol);
  const instrument = desk?.instruments.find((one) => one.symbol === symbol);
  const form = { ...emptyForm(desk), side, account, symbol, orderType, timeInForce, ...terms };
  return <TicketWarnings form={form} instrument={instrument} old={old} amended={orderId} />;
}

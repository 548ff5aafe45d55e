/** A price on the instrument's tick. In an empty field the first step starts from the market's price. */
import type { RefusalView } from '../../../../shared/contract/faults.ts';
import type { MarketPrices } from '../../../model/desk/priceLook.ts';
import { groupDecimal, placesOf } from '../../../format/decimals.ts';
import { priceByKey } from './priceKeys.ts';
import { priceOnTick, stepPrice, tickTextAt } from '../../../model/orders/priceSteps.ts';
import type { Instrument, TicketForm } from '../../../model/orders/ticketForm.ts';
import { changeTicket } from '../../../store/ticketStore.ts';
import { NumberField } from '../../../ui/controls/NumberField.tsx';

interface Properties {
  readonly name: 'limitPrice' | 'stopPrice' | 'takeProfit' | 'stopLoss';
  readonly label: string;
  readonly form: TicketForm;
  readonly instrument: Instrument | undefined;
  readonly market: MarketPrices | undefined;
  /** Whether no prices arrive, so that the market is unknown. */
  readonly blind: boolean;
  readonly refusals: readonly RefusalView[];
  readonly optional?: boolean;
}

export function PriceField({
  name,
  label,
  form,
  instrument,
  market,
  blind,
  refusals,
  optional = false,
}: Properties) {
  const message = refusals.find((refusal) => refusal.field === name)?.message;
  const last = market?.last ?? '';
  const price = groupDecimal(last, placesOf(instrument?.tickSize ?? '0.01'));
  // The line above the fields has its source and age.
  const marketText = blind && market !== undefined ? `old: ${price}` : price;
  return (
    <NumberField
      label={label}
      value={form[name]}
      stepText={tickTextAt(form[name].trim() === '' ? last : form[name], instrument)}
      placeholder={optional ? 'none' : marketText}
      invalid={message !== undefined}
      message={message}
      onChange={(value) => {
        changeTicket({ [name]: value });
      }}
      onKey={(key) => {
        const named = priceByKey(key);
        const taken = named === undefined ? undefined : market?.[named];
        if (taken !== undefined) changeTicket({ [name]: taken });
        return named !== undefined;
      }}
      keysText="b, a and l take bid, ask and last"
      onStep={(steps) => {
        const isEmpty = form[name].trim() === '';
        const value = isEmpty ? priceOnTick(last, instrument) : stepPrice(form[name], instrument, steps);
        changeTicket({ [name]: value });
      }}
    />
  );
}

/** The ticket's fields. Numbers step on the instrument's own grid. */
import {
  hasLimitPrice,
  hasStopPrice,
  type OrderType,
  type TimeInForce,
} from '../../../../main/domain/order/orderTerms.ts';
import { useEffect, useRef } from 'react';
import type { DeskInfo } from '../../../../shared/contract/api.ts';
import type { RefusalView } from '../../../../shared/contract/faults.ts';
import type { MarketPrices } from '../../../model/desk/priceLook.ts';
import { stepDecimal } from '../../../format/decimals.ts';
import { sentence, spoken } from '../../../format/sentence.ts';
import { orderTypeNames } from '../../../model/orders/orderTerms.ts';
import { changeOf, type TicketPreset } from '../../../model/orders/ticketPresets.ts';
import {
  goodTillExample,
  goodTillProblem,
  manualStrategy,
  venueOf,
  type Instrument,
  type TicketForm,
} from '../../../model/orders/ticketForm.ts';
import { changeTicket, chooseSymbol, useTicket } from '../../../store/ticketStore.ts';
import { useSettings } from '../../../store/settings/settingsStore.ts';
import { useKeys } from '../../../store/settings/useKeys.ts';
import { Checkbox } from '../../../ui/controls/Checkbox.tsx';
import { Glyph } from '../../../ui/display/Glyph.tsx';
import { NumberField } from '../../../ui/controls/NumberField.tsx';
import { SegmentedControl, type Segment } from '../../../ui/controls/SegmentedControl.tsx';
import { Select, type Option } from '../../../ui/controls/Select.tsx';
import { TextField } from '../../../ui/controls/TextField.tsx';
import { PresetChips } from './PresetChips.tsx';
import { PriceField } from './PriceField.tsx';

interface Properties {
  readonly form: TicketForm;
  readonly desk: DeskInfo;
  readonly instrument: Instrument | undefined;
  readonly market: MarketPrices | undefined;
  /** Whether the shown market may be old, because no prices arrive. */
  readonly blind: boolean;
  readonly refusals: readonly RefusalView[];
}

const sides: readonly (Segment<'buy' | 'sell'> & { readonly title: string })[] = [
  {
    value: 'buy',
    className: 'buy',
    title: 'Buy',
    label: (
      <>
        <Glyph shape="up" />
        Buy
      </>
    ),
  },
  {
    value: 'sell',
    className: 'sell',
    title: 'Sell',
    label: (
      <>
        <Glyph shape="down" />
        Sell
      </>
    ),
  },
];

const named = <Value extends string>(
  values: readonly Value[],
  labels?: Readonly<Record<Value, string>>,
): readonly Option<Value>[] =>
  [...new Set(values)].map((value) => ({ value, label: labels?.[value] ?? value }));

function fillIn(preset: TicketPreset): void {
  changeTicket(changeOf(preset));
}

export function TicketFields(properties: Properties) {
  const { form, desk, instrument, market, blind, refusals } = properties;
  const prices = { form, instrument, market, blind, refusals };
  const keysOf = useKeys();
  const presets = useSettings((settings) => settings.ticketPresets);
  return (
    <div className="ticket-fields">
      <SegmentedControl
        name="Side"
        value={form.side}
        onChange={(side) => {
          changeTicket({ side });
        }}
        segments={sides.map((side) => ({ ...side, title: `${side.title} (${keysOf(side.value)})` }))}
      />
      <PresetChips presets={presets} onPreset={fillIn} />
      <TermsFields {...properties} />
      {hasLimitPrice(form.orderType) && <PriceField name="limitPrice" label="Limit price" {...prices} />}
      {hasStopPrice(form.orderType) && <PriceField name="stopPrice" label="Stop price" {...prices} />}
      <GoodTill form={form} refusals={refusals} />
      <div className="field-pair">
        <PriceField optional name="takeProfit" label="Take profit" {...prices} />
        <PriceField optional name="stopLoss" label="Stop loss" {...prices} />
      </div>
      <Select
        label="Strategy"
        value={form.strategy}
        options={named([manualStrategy, ...desk.strategies])}
        onChange={(strategy) => {
          changeTicket({ strategy });
        }}
      />
      <Select
        label="Account"
        value={form.account}
        options={named(desk.accounts)}
        onChange={(account) => {
          changeTicket({ account });
        }}
      />
      <VenueField form={form} desk={desk} instrument={instrument} refusals={refusals} />
      <TextField
        className="wide"
        label="Note, kept with the signal"
        value={form.note}
        maxLength={500}
        onChange={(note) => {
          changeTicket({ note });
        }}
      />
      <Checkbox
        label="Reduce only: may not open or turn a position"
        checked={form.reduceOnly}
        onChange={(reduceOnly) => {
          changeTicket({ reduceOnly });
        }}
      />
    </div>
  );
}

/** The order's venue; shown only for a symbol that more than one venue trades. */
function VenueField({
  form,
  desk,
  instrument,
  refusals,
}: Pick<Properties, 'form' | 'desk' | 'instrument' | 'refusals'>) {
  const venues = instrument?.venues ?? [];
  if (venues.length < 2) return null;
  const message = refusals.find(({ field }) => field === 'venue')?.message;
  const routed = venueOf({ ...form, venue: '' }, desk)?.venue ?? 'none';
  return (
    <Select
      className="wide"
      label="Venue"
      value={form.venue}
      options={[{ value: '', label: `${routed}, by the desk's routes` }, ...named(venues)]}
      message={message}
      invalid={message !== undefined}
      onChange={(venue) => {
        changeTicket({ venue });
      }}
    />
  );
}

/** A value that the venue does not take stays in its list while it is chosen, so that nothing changes by itself. */
function TermsFields({ form, desk, instrument, refusals }: Properties) {
  const venue = venueOf(form, desk);
  const message = (field: string): string | undefined =>
    refusals.find((refusal) => refusal.field === field)?.message;
  return (
    <>
      <Select
        label="Symbol"
        value={form.symbol}
        options={named(desk.instruments.map(({ symbol }) => symbol))}
        message={message('symbol')}
        invalid={message('symbol') !== undefined}
        onChange={chooseSymbol}
      />
      <Select
        label="Type"
        value={form.orderType}
        options={named<OrderType>([...(venue?.orderTypes ?? []), form.orderType], orderTypeNames)}
        message={message('orderType')}
        invalid={message('orderType') !== undefined}
        onChange={(orderType) => {
          changeTicket({ orderType });
        }}
      />
      <QuantityField form={form} instrument={instrument} message={message('quantity')} />
      <Select
        label="Time in force"
        value={form.timeInForce}
        options={named<TimeInForce>([...(venue?.timesInForce ?? []), form.timeInForce])}
        message={message('timeInForce')}
        invalid={message('timeInForce') !== undefined}
        onChange={(timeInForce) => {
          changeTicket({ timeInForce });
        }}
      />
    </>
  );
}

interface QuantityProperties {
  readonly form: TicketForm;
  readonly instrument: Instrument | undefined;
  readonly message: string | undefined;
}

/** This field takes the focus whenever somebody opens the ticket. */
function QuantityField({ form, instrument, message }: QuantityProperties) {
  const input = useRef<HTMLInputElement>(null);
  const focusWanted = useTicket((ticket) => ticket.focusWanted);
  useEffect(() => {
    if (!focusWanted) return;
    input.current?.focus();
    input.current?.select();
    useTicket.setState({ focusWanted: false });
  }, [focusWanted]);
  const lot = instrument?.lotSize ?? '1';
  return (
    <NumberField
      label="Quantity"
      value={form.quantity}
      stepText={lot}
      reference={input}
      invalid={message !== undefined}
      message={message}
      onChange={(quantity) => {
        changeTicket({ quantity });
      }}
      onStep={(steps) => {
        const from = form.quantity.trim() === '' ? '0' : form.quantity;
        changeTicket({ quantity: stepDecimal(from, lot, steps, instrument?.quantityMin ?? lot) });
      }}
    />
  );
}

function GoodTill({
  form,
  refusals,
}: {
  readonly form: TicketForm;
  readonly refusals: readonly RefusalView[];
}) {
  if (form.timeInForce !== 'GTD') return null;
  const refusal = refusals.find(({ field }) => field === 'goodTill');
  const message =
    goodTillProblem(form) ?? (refusal === undefined ? undefined : sentence(spoken(refusal.message)));
  return (
    <TextField
      className="wide"
      label="Good till, UTC, 24 hours"
      placeholder={goodTillExample}
      title="Year-month-day hours:minutes, with seconds if wanted; in UTC, hours from 00 to 23"
      maxLength={40}
      value={form.goodTill}
      message={message}
      invalid={message !== undefined}
      onChange={(goodTill) => {
        changeTicket({ goodTill });
      }}
    />
  );
}

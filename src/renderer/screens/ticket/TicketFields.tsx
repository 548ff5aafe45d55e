/** The ticket's fields. Numbers step on the instrument's own grid. */
import { useEffect, useRef } from 'react';
import type { DeskInfo } from '../../../shared/contract/api.ts';
import type { RefusalView } from '../../../shared/contract/faults.ts';
import type { MarketView } from '../../../shared/contract/status.ts';
import { groupDecimal, placesOf, stepDecimal } from '../../format/decimals.ts';
import { needsLimitPrice, needsStopPrice, type Instrument, type TicketForm } from '../../model/ticketForm.ts';
import { changeTicket, useTicket } from '../../store/ticketStore.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Glyph } from '../../ui/Glyph.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';

interface Properties {
  readonly form: TicketForm;
  readonly desk: DeskInfo;
  readonly instrument: Instrument | undefined;
  readonly market: MarketView | undefined;
  readonly refusals: readonly RefusalView[];
}

type PriceField = 'limitPrice' | 'stopPrice' | 'takeProfit' | 'stopLoss';

const typeLabels: Readonly<Record<string, string>> = {
  market: 'Market',
  limit: 'Limit',
  stop: 'Stop',
  stop_limit: 'Stop limit',
};

export function TicketFields({ form, desk, instrument, market, refusals }: Properties) {
  const quantity = useRef<HTMLInputElement>(null);
  const focusRequest = useTicket((ticket) => ticket.focusRequest);
  useEffect(() => {
    if (focusRequest === 0) return;
    quantity.current?.focus();
    quantity.current?.select();
  }, [focusRequest]);
  const venue = desk.venues.find((candidate) => candidate.venue === instrument?.venue);
  const tick = instrument?.tickSize ?? '0.01';
  const lot = instrument?.lotSize ?? '1';
  const messageOf = (field: string): string | undefined =>
    refusals.find((refusal) => refusal.field === field)?.message;
  const price = (field: PriceField, label: string, optional = false) => (
    <NumberField
      label={label}
      value={form[field]}
      stepText={tick}
      placeholder={optional ? 'none' : market === undefined ? '' : groupDecimal(market.last, placesOf(tick))}
      invalid={messageOf(field) !== undefined}
      message={messageOf(field)}
      onChange={(value) => {
        changeTicket({ [field]: value });
      }}
      onStep={(steps) => {
        // The first step into an empty field starts from the market.
        changeTicket({
          [field]:
            form[field].trim() === '' ? (market?.last ?? '') : stepDecimal(form[field], tick, steps, tick),
        });
      }}
    />
  );
  return (
    <div className="ticket-fields">
      <SegmentedControl
        name="Side"
        value={form.side}
        onChange={(side) => {
          changeTicket({ side });
        }}
        segments={[
          {
            value: 'buy',
            label: (
              <>
                <Glyph shape="up" />
                Buy
              </>
            ),
            className: 'buy',
            title: 'Buy (Ctrl B)',
          },
          {
            value: 'sell',
            label: (
              <>
                <Glyph shape="down" />
                Sell
              </>
            ),
            className: 'sell',
            title: 'Sell (Ctrl S)',
          },
        ]}
      />
      <Select
        label="Symbol"
        value={form.symbol}
        options={desk.instruments.map(({ symbol }) => ({ value: symbol, label: symbol }))}
        message={messageOf('symbol')}
        invalid={messageOf('symbol') !== undefined}
        onChange={(symbol) => {
          changeTicket({ symbol, limitPrice: '', stopPrice: '', takeProfit: '', stopLoss: '' });
        }}
      />
      <Select
        label="Type"
        value={form.orderType}
        options={(venue?.orderTypes ?? ['limit']).map((value) => ({
          value,
          label: typeLabels[value] ?? value,
        }))}
        onChange={(orderType) => {
          changeTicket({ orderType });
        }}
      />
      <NumberField
        label="Quantity"
        value={form.quantity}
        stepText={lot}
        reference={quantity}
        invalid={messageOf('quantity') !== undefined}
        message={messageOf('quantity')}
        onChange={(value) => {
          changeTicket({ quantity: value });
        }}
        onStep={(steps) => {
          changeTicket({
            quantity: stepDecimal(
              form.quantity.trim() === '' ? '0' : form.quantity,
              lot,
              steps,
              instrument?.quantityMin ?? lot,
            ),
          });
        }}
      />
      <Select
        label="Time in force"
        value={form.timeInForce}
        options={(venue?.timesInForce ?? ['DAY']).map((value) => ({ value, label: value }))}
        onChange={(timeInForce) => {
          changeTicket({ timeInForce });
        }}
      />
      {needsLimitPrice(form.orderType) && price('limitPrice', 'Limit price')}
      {needsStopPrice(form.orderType) && price('stopPrice', 'Stop price')}
      {form.timeInForce === 'GTD' && (
        <TextField
          label="Good till, UTC"
          type="datetime-local"
          step="1"
          value={form.goodTill}
          message={messageOf('goodTill')}
          invalid={messageOf('goodTill') !== undefined}
          onChange={(goodTill) => {
            changeTicket({ goodTill });
          }}
        />
      )}
      <div className="field-pair">
        {price('takeProfit', 'Take profit', true)}
        {price('stopLoss', 'Stop loss', true)}
      </div>
      <Select
        label="Strategy"
        value={form.strategy}
        options={[...new Set([form.strategy, ...desk.strategies])].map((value) => ({ value, label: value }))}
        onChange={(strategy) => {
          changeTicket({ strategy });
        }}
      />
      <Select
        label="Account"
        value={form.account}
        options={desk.accounts.map((value) => ({ value, label: value }))}
        onChange={(account) => {
          changeTicket({ account });
        }}
      />
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

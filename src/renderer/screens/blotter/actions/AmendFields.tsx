/** The fields of an amend: new terms for one order, or one change of several. */
import { useMemo } from 'react';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { stepDecimal } from '../../../format/decimals.ts';
import { stepPrice, tickTextAt, type PriceGrid } from '../../../model/orders/priceSteps.ts';
import type { Instrument } from '../../../model/orders/ticketForm.ts';
import { quantityProblem } from '../../../model/orders/ticketPresets.ts';
import { useSettings } from '../../../store/settings/settingsStore.ts';
import { NumberField } from '../../../ui/controls/NumberField.tsx';
import { PresetChips } from '../../ticket/fields/PresetChips.tsx';
import { shiftProblem, type AmendShift, type AmendTerms } from './amendForm.ts';

export interface Steps {
  readonly tick: string;
  readonly lot: string;
  /** Present where all orders are of one instrument that is known. */
  readonly grid: PriceGrid | undefined;
}

/** The largest of the orders' steps, which fits all of them where they are now. */
export function stepsOf(orders: readonly OrderView[], instruments: readonly Instrument[]): Steps {
  const symbols = new Set(orders.map(({ symbol }) => symbol));
  const concerned = instruments.filter(({ symbol }) => symbols.has(symbol));
  const coarsest = (steps: readonly string[]): string =>
    steps.reduce((most, step) => (decimal(step) > decimal(most) ? step : most), steps[0] ?? '1');
  const ticks = orders.flatMap(({ symbol, limitPrice, stopPrice }) => {
    const grid = concerned.find((one) => one.symbol === symbol);
    return grid === undefined ? [] : [limitPrice, stopPrice].map((price) => tickTextAt(price, grid));
  });
  return {
    tick: coarsest(ticks),
    lot: coarsest(concerned.map(({ lotSize }) => lotSize)),
    grid: concerned.length === 1 ? concerned[0] : undefined,
  };
}

/** The presets that say a quantity. The order's type stays what it is. */
export function SizePresets({ onQuantity }: { readonly onQuantity: (quantity: string) => void }) {
  const presets = useSettings((settings) => settings.ticketPresets);
  const sizes = useMemo(() => presets.filter(({ quantity }) => quantity !== ''), [presets]);
  return (
    <PresetChips
      presets={sizes}
      onPreset={({ quantity }) => {
        onQuantity(quantity);
      }}
    />
  );
}

interface TermsProperties {
  readonly order: OrderView;
  readonly terms: AmendTerms;
  readonly steps: Steps;
  readonly onChange: (terms: AmendTerms) => void;
}

export function TermsFields({ order, terms, steps, onChange }: TermsProperties) {
  const price = (name: 'limitPrice' | 'stopPrice', label: string) =>
    order[name] !== undefined && (
      <NumberField
        label={label}
        value={terms[name]}
        stepText={tickTextAt(terms[name], steps.grid)}
        onChange={(value) => {
          onChange({ ...terms, [name]: value });
        }}
        onStep={(by) => {
          onChange({ ...terms, [name]: stepPrice(terms[name], steps.grid, by) });
        }}
      />
    );
  return (
    <div className="amend-fields">
      <NumberField
        label="Quantity"
        value={terms.quantity}
        stepText={steps.lot}
        onChange={(quantity) => {
          onChange({ ...terms, quantity });
        }}
        onStep={(by) => {
          onChange({ ...terms, quantity: stepDecimal(terms.quantity, steps.lot, by, steps.lot) });
        }}
      />
      {price('limitPrice', 'Limit price')}
      {price('stopPrice', 'Stop price')}
    </div>
  );
}

interface ShiftProperties {
  readonly shift: AmendShift;
  readonly steps: Steps;
  readonly onChange: (shift: AmendShift) => void;
}

const farBelow = '-1000000000';

/** Quantities are moved or set: a text in one field empties the other. */
export function ShiftFields({ shift, steps, onChange }: ShiftProperties) {
  const { price, quantity } = shift;
  const moved = quantity.kind === 'move' ? quantity.text : '';
  const set = quantity.kind === 'set' ? quantity.text : '';
  return (
    <div className="amend-fields amend-shift">
      <ShiftField
        label="Move prices by"
        text={price}
        step={steps.tick}
        onChange={(text) => {
          onChange({ ...shift, price: text });
        }}
      />
      <ShiftField
        label="Move quantities by"
        text={moved}
        step={steps.lot}
        onChange={(text) => {
          onChange({ ...shift, quantity: { kind: 'move', text } });
        }}
      />
      <NumberField
        label="Set quantities to"
        value={set}
        stepText={steps.lot}
        placeholder="unchanged"
        invalid={quantityProblem(set) !== undefined}
        message={quantityProblem(set)}
        onChange={(text) => {
          onChange({ ...shift, quantity: { kind: 'set', text } });
        }}
        onStep={(by) => {
          const text = stepDecimal(set.trim() === '' ? '0' : set, steps.lot, by, steps.lot);
          onChange({ ...shift, quantity: { kind: 'set', text } });
        }}
      />
    </div>
  );
}

interface ShiftFieldProperties {
  readonly label: string;
  readonly text: string;
  readonly step: string;
  readonly onChange: (text: string) => void;
}

function ShiftField({ label, text, step, onChange }: ShiftFieldProperties) {
  const problem = shiftProblem(text);
  return (
    <NumberField
      label={label}
      value={text}
      stepText={step}
      placeholder="unchanged"
      invalid={problem !== undefined}
      message={problem}
      onChange={onChange}
      onStep={(by) => {
        onChange(stepDecimal(text.trim() === '' ? '0' : text, step, by, farBelow));
      }}
    />
  );
}

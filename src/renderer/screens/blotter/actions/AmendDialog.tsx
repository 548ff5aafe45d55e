/** Amends working orders: one order to the typed values, several orders by the typed differences. */
import { useMemo, useState } from 'react';
import type { Amendment } from '../../../../shared/contract/api.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { groupInteger, placesOf, stepDecimal } from '../../../format/decimals.ts';
import { shortId } from '../../../format/ids.ts';
import {
  amended,
  amendProblem,
  amendmentOf,
  noShift,
  shiftedAmendments,
  shiftProblem,
  termsOf,
  type AmendShift,
  type AmendTerms,
} from './amendForm.ts';
import { describeTerms } from '../../../model/orders/orderTerms.ts';
import { stepPrice, tickTextAt, type PriceGrid } from '../../../model/orders/priceSteps.ts';
import type { Instrument } from '../../../model/orders/ticketForm.ts';
import { AmendCheck, useAmendCheck } from './AmendCheck.tsx';
import { AmendWarnings } from './AmendWarnings.tsx';
import { PresetChips } from '../../ticket/PresetChips.tsx';
import { useSettings } from '../../../store/settings/settingsStore.ts';
import { refusedBecause } from '../../ticket/useDryRun.ts';
import { StoreTrouble } from './StoreTrouble.tsx';
import { VenueTrouble } from '../../common/VenueTrouble.tsx';
import { amendOrders } from '../../../store/actions.ts';
import { useDesk } from '../../../store/desk/deskStore.ts';
import { NumberField } from '../../../ui/controls/NumberField.tsx';
import { reasonsFor } from '../../../store/reasons.ts';
import { ReasonDialog } from '../../../ui/dialogs/ReasonDialog.tsx';
import {
  leftAlone,
  orderCount,
  ScopeText,
  useBulkProgress,
  venueWords,
  type BulkScope,
} from './bulkScope.tsx';

interface Properties {
  readonly scope: BulkScope;
  readonly onClose: () => void;
}

interface Steps {
  readonly tick: string;
  readonly lot: string;
  /** Present where all orders are of one instrument that is known. */
  readonly grid: PriceGrid | undefined;
}

const noInstruments: readonly Instrument[] = [];

export function AmendDialog({ scope, onClose }: Properties) {
  const { orders, skipped } = scope;
  const { progress, onProgress } = useBulkProgress();
  const instruments = useDesk((store) => store.desk?.instruments) ?? noInstruments;
  // These are the orders as they were when the dialog opened: typed values must not change while somebody types.
  const [first] = orders;
  const single = orders.length === 1 && first !== undefined ? first : undefined;
  const [terms, setTerms] = useState<AmendTerms | undefined>(single && termsOf(single));
  const [shift, setShift] = useState<AmendShift>(noShift);
  const amendments = useMemo(
    () =>
      single !== undefined && terms !== undefined
        ? [amendmentOf(single, terms)].filter((amendment) => amendment !== undefined)
        : shiftedAmendments(orders, shift),
    [single, terms, orders, shift],
  );
  const steps = stepsOf(orders, instruments);
  const check = useAmendCheck(single, terms);
  const problems = single === undefined ? problemsOf(orders, amendments, instruments) : noProblems;
  const sound = amendments.filter(({ orderId }) => !problems.has(orderId));
  return (
    <ReasonDialog
      reasons={reasonsFor('amend')}
      title={
        single === undefined
          ? `Amend ${orderCount(orders)} on ${venueWords(orders)}`
          : `Amend order ${shortId(single.orderId)}`
      }
      confirm={
        single === undefined
          ? `Amend ${groupInteger(sound.length)}`
          : refusedBecause(check) === undefined
            ? 'Amend'
            : 'Amend anyway: will be refused'
      }
      disabledReason={
        amendments.length === 0
          ? 'Nothing is changed yet'
          : sound.length === 0
            ? 'Each of them would be refused'
            : undefined
      }
      onConfirm={(reason) => amendOrders(sound, reason, onProgress)}
      onClose={onClose}
    >
      {single === undefined && <ScopeText scope={scope} />}
      {single !== undefined && terms !== undefined ? (
        <>
          <SizePresets terms={terms} onChange={setTerms} />
          <TermsFields order={single} terms={terms} steps={steps} onChange={setTerms} />
        </>
      ) : (
        <ShiftFields shift={shift} steps={steps} onChange={setShift} />
      )}
      <p className="dim">
        The venue is asked to replace; until it answers, the order works as it was. What is filled stays
        filled.
        {leftAlone(skipped, "can't be amended now")}
      </p>
      <StoreTrouble orders={orders} what="amend" onLeave={onClose} />
      <VenueTrouble venues={orders.map(({ venue }) => venue)} />
      {problems.size > 0 && (
        <p className="tone-bad" role="status" data-testid="amend-problems">
          {groupInteger(sound.length)} of {groupInteger(amendments.length)} can be amended;{' '}
          {groupInteger(problems.size)} would be refused and {problems.size === 1 ? 'is' : 'are'} left alone.
        </p>
      )}
      <Outcome orders={orders} amendments={amendments} problems={problems} places={placesOf(steps.tick)} />
      {single !== undefined && terms !== undefined && amendments.length > 0 && (
        <AmendWarnings order={single} terms={terms} />
      )}
      {single !== undefined && <AmendCheck state={check} />}
      {progress}
    </ReasonDialog>
  );
}

const noProblems: ReadonlyMap<string, string> = new Map();

/** By order, why its amend will surely be refused. */
function problemsOf(
  orders: readonly OrderView[],
  amendments: readonly Amendment[],
  instruments: readonly Instrument[],
): ReadonlyMap<string, string> {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const grids = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
  const problems = new Map<string, string>();
  for (const amendment of amendments) {
    const order = byId.get(amendment.orderId);
    const problem = order && amendProblem(order, amendment, grids.get(order.symbol));
    if (problem !== undefined) problems.set(amendment.orderId, problem);
  }
  return problems;
}

/** The largest of the orders' steps, which fits all of them where they are now. */
function stepsOf(orders: readonly OrderView[], instruments: readonly Instrument[]): Steps {
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
function SizePresets({ terms, onChange }: Pick<TermsProperties, 'terms' | 'onChange'>) {
  const presets = useSettings((settings) => settings.ticketPresets);
  const sizes = useMemo(() => presets.filter(({ quantity }) => quantity !== ''), [presets]);
  return (
    <PresetChips
      presets={sizes}
      onPreset={({ quantity }) => {
        onChange({ ...terms, quantity });
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

function TermsFields({ order, terms, steps, onChange }: TermsProperties) {
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

function ShiftFields({ shift, steps, onChange }: ShiftProperties) {
  const field = (name: keyof AmendShift, label: string, step: string) => (
    <NumberField
      label={label}
      value={shift[name]}
      stepText={step}
      placeholder="unchanged"
      invalid={shiftProblem(shift[name]) !== undefined}
      message={shiftProblem(shift[name])}
      onChange={(value) => {
        onChange({ ...shift, [name]: value });
      }}
      onStep={(by) => {
        const from = shift[name].trim() === '' ? '0' : shift[name];
        onChange({ ...shift, [name]: stepDecimal(from, step, by, farBelow) });
      }}
    />
  );
  return (
    <div className="amend-fields">
      {field('price', 'Move prices by', steps.tick)}
      {field('quantity', 'Move quantities by', steps.lot)}
    </div>
  );
}

const listed = 6;

interface OutcomeProperties {
  readonly orders: readonly OrderView[];
  readonly amendments: readonly Amendment[];
  readonly problems: ReadonlyMap<string, string>;
  readonly places: number;
}

/** Shows each order before and after the amend. */
function Outcome({ orders, amendments, problems, places }: OutcomeProperties) {
  const byId = new Map(amendments.map((amendment) => [amendment.orderId, amendment]));
  return (
    <ul className="scope-list amend-list">
      {orders.slice(0, listed).map((order) => {
        const amendment = byId.get(order.orderId);
        return (
          <li key={order.orderId} data-order-id={order.orderId}>
            <span className="mono">{shortId(order.orderId)}</span> {describeTerms(order, places)}
            <br />
            {amendment === undefined ? (
              <span className="dim">stays as it is</span>
            ) : (
              <b className={problems.has(order.orderId) ? 'tone-bad' : undefined}>
                {problems.has(order.orderId) ? 'can not become' : 'becomes'}{' '}
                {describeTerms(amended(order, amendment), places)}
                {problems.has(order.orderId) && `: ${problems.get(order.orderId) ?? ''}`}
              </b>
            )}
          </li>
        );
      })}
      {orders.length > listed && <li className="dim">and {groupInteger(orders.length - listed)} more</li>}
    </ul>
  );
}

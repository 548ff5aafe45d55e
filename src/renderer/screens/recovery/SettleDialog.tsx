/** The operator's settlement of an order in doubt: the outcome, the executions, and the reason. */
import { useId, useState } from 'react';
import type { InDoubtOrder } from '../../../shared/contract/recovery.ts';
import { groupDecimal, lowestPrice, placesOf, stepDecimal } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { describeTerms } from '../../model/orders/orderTerms.ts';
import {
  emptySettleForm,
  leavesOf,
  outcomeChoices,
  whyNoSettlement,
  settlementOf,
  settleWarnings,
  takesExecutions,
  wantsVenueId,
  type Outcome,
  type SettleExecution,
  type SettleForm,
} from './settleForm.ts';
import { settleOrder } from '../../store/actions.ts';
import { useDesk, usePricePlaces } from '../../store/desk/deskStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Checkbox } from '../../ui/controls/Checkbox.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { NumberField } from '../../ui/controls/NumberField.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';

interface Properties {
  readonly order: InDoubtOrder;
  readonly onClose: () => void;
}

export function SettleDialog({ order, onClose }: Properties) {
  const [form, setForm] = useState<SettleForm>(emptySettleForm);
  const places = usePricePlaces()(order.symbol);
  const last = useStatus(
    (store) => store.status?.markets.find(({ symbol }) => symbol === order.symbol)?.last,
  );
  const settlement = settlementOf(form);
  const warnings = settleWarnings(order, form, last);
  // The warning that the operator has confirmed, word by word. Another price gives another warning, which needs its own
  // confirmation.
  const [said, setSaid] = useState('');
  const question = warnings.join('\n');
  const isSaid = said === question;
  const choices = outcomeChoices(order);
  const chosen = choices.find(({ value }) => value === form.outcome);
  return (
    <ReasonDialog
      reasons={reasonsFor('settle')}
      danger
      title={`Settle order ${shortId(order.orderId)}`}
      confirm={chosen === undefined ? 'Settle' : `Settle as ${chosen.label.toLowerCase()}`}
      disabledReason={
        whyNoSettlement(order, form) ?? (isSaid ? undefined : 'Say first that the price is right')
      }
      onConfirm={(reason) =>
        settlement === undefined
          ? Promise.resolve('Choose what the venue says of it')
          : settleOrder({ orderId: order.orderId, settlement, reason })
      }
      onClose={onClose}
    >
      <p>
        <b>{describeTerms(order, places)}</b> on {order.venue}, {groupDecimal(order.filledQuantity)} filled as
        far as is known. What you say is kept as your word, beside the venue's.
      </p>
      <p className="dim">
        Account {order.account}, client id <span className="mono">{order.clientOrderId}</span>, venue id{' '}
        {order.venueOrderId === undefined ? 'not known' : <span className="mono">{order.venueOrderId}</span>}.
      </p>
      <Outcomes
        choices={choices}
        value={form.outcome}
        onChange={(outcome) => {
          const executions =
            outcome === 'filled' && form.executions.length === 0
              ? [{ quantity: leavesOf(order), price: '' }]
              : form.executions;
          setForm({ ...form, outcome, executions });
        }}
      />
      {takesExecutions(form.outcome) && (
        <Executions
          order={order}
          last={last}
          executions={form.executions}
          onChange={(executions) => {
            setForm({ ...form, executions });
          }}
        />
      )}
      {warnings.map((warning) => (
        <p key={warning} className="tone-warn" data-testid="settle-warning">
          <Glyph shape="warning" />
          {warning}
        </p>
      ))}
      {warnings.length > 0 && (
        <Checkbox
          label="I have asked the venue again: the price is right"
          checked={isSaid}
          onChange={(checked) => {
            setSaid(checked ? question : '');
          }}
        />
      )}
      {wantsVenueId(order, form) && (
        <TextField
          label="The venue's id of the order"
          value={form.venueOrderId}
          maxLength={64}
          onChange={(venueOrderId) => {
            setForm({ ...form, venueOrderId });
          }}
        />
      )}
    </ReasonDialog>
  );
}

interface OutcomesProperties {
  readonly choices: ReturnType<typeof outcomeChoices>;
  readonly value: Outcome | undefined;
  readonly onChange: (value: Outcome) => void;
}

/** All outcomes in sight, each with its meaning. */
function Outcomes({ choices, value, onChange }: OutcomesProperties) {
  const group = useId();
  return (
    <div role="radiogroup" aria-label="What the venue says of it" className="outcomes">
      {choices.map((choice) => (
        <label key={choice.value} className={choice.value === value ? 'outcome-choice on' : 'outcome-choice'}>
          <input
            type="radio"
            name={group}
            checked={choice.value === value}
            onChange={() => {
              onChange(choice.value);
            }}
          />
          <b>{choice.label}</b>
          <span className="dim">{choice.says}</span>
        </label>
      ))}
    </div>
  );
}

interface ExecutionsProperties {
  readonly order: InDoubtOrder;
  readonly last: string | undefined;
  readonly executions: readonly SettleExecution[];
  readonly onChange: (executions: readonly SettleExecution[]) => void;
}

function Executions({ order, last, executions, onChange }: ExecutionsProperties) {
  const instrument = useDesk((store) =>
    store.desk?.instruments.find(({ symbol }) => symbol === order.symbol),
  );
  const { tickSize: tick = '1', lotSize: lot = '1' } = instrument ?? {};
  const lowest = instrument === undefined ? tick : lowestPrice(instrument);
  const change = (index: number, field: Partial<SettleExecution>): void => {
    onChange(executions.map((execution, at) => (at === index ? { ...execution, ...field } : execution)));
  };
  return (
    <div className="executions">
      {executions.map((execution, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows are told apart by their place alone
        <div key={index} className="execution-row">
          <NumberField
            label={`Executed quantity ${index + 1}`}
            value={execution.quantity}
            stepText={lot}
            onChange={(quantity) => {
              change(index, { quantity });
            }}
            onStep={(by) => {
              change(index, { quantity: stepDecimal(execution.quantity, lot, by, lot) });
            }}
          />
          <NumberField
            label={`at price ${index + 1}`}
            value={execution.price}
            stepText={tick}
            placeholder={groupDecimal(last ?? '', placesOf(tick))}
            onChange={(price) => {
              change(index, { price });
            }}
            onStep={(by) => {
              const from = execution.price.trim() === '' ? (last ?? tick) : execution.price;
              change(index, { price: stepDecimal(from, tick, by, lowest) });
            }}
          />
          <Button
            look="quiet"
            name={`Remove execution ${index + 1}`}
            onPress={() => {
              onChange(executions.filter((_, at) => at !== index));
            }}
          >
            ×
          </Button>
        </div>
      ))}
      <Button
        onPress={() => {
          onChange([...executions, { quantity: '', price: '' }]);
        }}
      >
        Add an execution that the desk does not know
      </Button>
    </div>
  );
}

/** The presets of the ticket: the values that they put into its fields, and the order in which keys choose them. */
import { useState } from 'react';
import { orderTypes } from '../../../main/domain/order/orderTerms.ts';
import { groupDecimal, stepDecimal, typedDecimal } from '../../format/decimals.ts';
import {
  noPreset,
  presetNameMax,
  quantityProblem,
  whyNoPreset,
  type TicketPreset,
} from '../../model/orders/ticketPresets.ts';
import { orderTypeNames } from '../../model/orders/orderTerms.ts';
import { changeSettings, useSettings } from '../../store/settings/settingsStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { KeyHint } from '../../ui/controls/KeyHint.tsx';
import { NumberField } from '../../ui/controls/NumberField.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';

function keep(ticketPresets: readonly TicketPreset[]): void {
  changeSettings({ ticketPresets: [...ticketPresets] });
}

export function TicketPanel() {
  const presets = useSettings((settings) => settings.ticketPresets);
  /** The name of the preset that is being changed. */
  const [changing, setChanging] = useState<string>();
  const changed = presets.find(({ name }) => name === changing);
  const others = presets.filter((preset) => preset !== changed);
  return (
    <Panel title="Presets of the ticket" className="settings-panel" testId="ticket-settings">
      <div className="settings-fields">
        <p className="dim">
          A preset fills in a quantity, a type, or both; the ticket shows them as chips, and so does the amend
          of one order. Nothing is sent by it.
        </p>
        {presets.length === 0 ? (
          <Notice kind="empty" title="No preset yet" />
        ) : (
          <PresetTable
            presets={presets}
            onChange={setChanging}
            onRemove={(name) => {
              keep(presets.filter((preset) => preset.name !== name));
            }}
          />
        )}
        <PresetForm
          key={changing ?? ''}
          first={changed ?? noPreset}
          others={others}
          confirm={changed === undefined ? 'Add' : `Change ${changed.name}`}
          onPreset={(preset) => {
            keep(
              changed === undefined
                ? [...presets, preset]
                : presets.map((one) => (one === changed ? preset : one)),
            );
            setChanging(undefined);
          }}
        />
      </div>
    </Panel>
  );
}

interface TableProperties {
  readonly presets: readonly TicketPreset[];
  readonly onChange: (name: string) => void;
  readonly onRemove: (name: string) => void;
}

function PresetTable({ presets, onChange, onRemove }: TableProperties) {
  return (
    <table className="table">
      <caption className="visually-hidden">Presets</caption>
      <TableHead columns={['Name', 'Quantity', 'Type', 'Keys', { hidden: 'Change' }]} />
      <tbody>
        {presets.map(({ name, quantity, orderType }, at) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{quantity === '' ? 'as it is' : groupDecimal(quantity)}</td>
            <td>{orderType === '' ? 'as it is' : orderTypeNames[orderType]}</td>
            <td>
              <KeyHint keys={`Alt ${at + 1}`} />
              <span className="visually-hidden">Alt {at + 1}</span>
            </td>
            <td className="row-action">
              {at > 0 && (
                <Button
                  look="quiet"
                  name={`Move ${name} up`}
                  onPress={() => {
                    keep(presets.toSpliced(at, 1).toSpliced(at - 1, 0, { name, quantity, orderType }));
                  }}
                >
                  ↑
                </Button>
              )}
              <Button
                look="quiet"
                name={`Change ${name}…`}
                onPress={() => {
                  onChange(name);
                }}
              >
                Change…
              </Button>
              <Button
                look="quiet"
                name={`Remove ${name}`}
                onPress={() => {
                  onRemove(name);
                }}
              >
                Remove
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface FormProperties {
  readonly first: TicketPreset;
  readonly others: readonly TicketPreset[];
  readonly confirm: string;
  readonly onPreset: (preset: TicketPreset) => void;
}

function PresetForm({ first, others, confirm, onPreset }: FormProperties) {
  const [preset, setPreset] = useState(first);
  const why = whyNoPreset(preset, others);
  const wrongQuantity = quantityProblem(preset.quantity);
  const take = (): void => {
    if (why !== undefined) return;
    onPreset({ ...preset, name: preset.name.trim(), quantity: typedDecimal(preset.quantity) });
    setPreset(noPreset);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hears the Enter of the fields inside
    <form
      className="preset-form"
      aria-label={confirm}
      onSubmit={(event) => {
        event.preventDefault();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.repeat || !(event.target instanceof HTMLInputElement)) return;
        event.preventDefault();
        take();
      }}
    >
      <TextField
        label="Name of the preset"
        value={preset.name}
        maxLength={presetNameMax}
        onChange={(name) => {
          setPreset({ ...preset, name });
        }}
      />
      <NumberField
        label="Quantity"
        value={preset.quantity}
        stepText="1"
        placeholder="as it is"
        invalid={wrongQuantity !== undefined}
        message={wrongQuantity}
        onChange={(quantity) => {
          setPreset({ ...preset, quantity });
        }}
        onStep={(by) => {
          const from = preset.quantity.trim() === '' ? '0' : preset.quantity;
          setPreset({ ...preset, quantity: stepDecimal(from, '1', by, '1') });
        }}
      />
      <Select<TicketPreset['orderType']>
        label="Type"
        value={preset.orderType}
        options={[
          { value: '', label: 'as it is' },
          ...orderTypes.map((value) => ({ value, label: orderTypeNames[value] })),
        ]}
        onChange={(orderType) => {
          setPreset({ ...preset, orderType });
        }}
      />
      <Button look="primary" disabledReason={why} onPress={take}>
        {confirm}
      </Button>
    </form>
  );
}

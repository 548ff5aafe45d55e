/** The fault switches of a simulated venue. A change needs a reason. */
import { useState } from 'react';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { SimFaults } from '../../../shared/contract/resilience.ts';
import { stepDecimal } from '../../format/decimals.ts';
import {
  calmFields,
  describeFaults,
  faultsFromFields,
  fieldProblem,
  fieldsFromFaults,
  simFields,
} from './simFaults.ts';
import { configureSim } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { NumberField } from '../../ui/controls/NumberField.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';

type Fields = Readonly<Record<string, string>>;

interface Properties {
  readonly venue: VenueId;
  readonly faults: SimFaults;
}

export function SimSwitches({ venue, faults }: Properties) {
  const [typed, setTyped] = useState<Fields>({});
  const [asking, setAsking] = useState<SimFaults>();
  const whyNoCommand = useWhyNoCommand('configure');
  const current = fieldsFromFaults(faults);
  const fields = { ...current, ...typed };
  const { wanted, wrong } = faultsFromFields(fields);
  const changed = simFields.some((field) => fields[field.name] !== current[field.name]);
  const calm = simFields.every((field) => current[field.name] === '0');
  const disabledReason = whyNoCommand ?? wrong ?? (changed ? undefined : 'Nothing is changed');
  return (
    <fieldset className="sim-switches" aria-label={`Simulated venue ${venue}`}>
      <h3>
        Simulated venue <span className="dim">{describeFaults(faults)}</span>
      </h3>
      <SwitchFields fields={fields} onChange={setTyped} />
      <div className="buttons">
        <Button
          look={disabledReason === undefined ? 'primary' : 'plain'}
          disabledReason={disabledReason}
          onPress={() => {
            setAsking(wanted);
          }}
        >
          Apply…
        </Button>
        <Button
          disabledReason={changed ? undefined : 'Nothing is changed'}
          onPress={() => {
            setTyped({});
          }}
        >
          Undo
        </Button>
        <Button
          disabledReason={
            whyNoCommand ?? (calm ? 'The simulated venue has no faults switched on' : undefined)
          }
          title="All switches to zero"
          onPress={() => {
            setTyped(calmFields);
            setAsking(faultsFromFields(calmFields).wanted);
          }}
        >
          Calm…
        </Button>
      </div>
      {asking !== undefined && (
        <ReasonDialog
          reasons={reasonsFor('upkeep')}
          title={`Configure the simulated venue ${venue}`}
          confirm="Apply"
          onConfirm={async (reason) => {
            const failure = await configureSim({ venue, faults: asking, reason });
            if (failure === undefined) setTyped({});
            return failure;
          }}
          onClose={() => {
            setAsking(undefined);
          }}
        >
          <p>From now on: {describeFaults(asking)}.</p>
        </ReasonDialog>
      )}
    </fieldset>
  );
}

interface FieldsProperties {
  readonly fields: Fields;
  readonly onChange: (fields: Fields) => void;
}

function SwitchFields({ fields, onChange }: FieldsProperties) {
  return (
    <div className="sim-switch-fields">
      {simFields.map((field) => {
        const value = fields[field.name] ?? '0';
        const problem = fieldProblem(field, value);
        return (
          <NumberField
            key={field.name}
            label={field.label}
            unit={field.unit}
            stepText={field.step}
            value={value}
            invalid={problem !== undefined}
            message={problem}
            onChange={(text) => {
              onChange({ ...fields, [field.name]: text });
            }}
            onStep={(steps) => {
              onChange({ ...fields, [field.name]: stepDecimal(value, field.step, steps, '0') });
            }}
          />
        );
      })}
    </div>
  );
}

/** Makes a simulated venue misbehave, on purpose and with a reason. */
import { useState } from 'react';
import type { SimulatorFaults } from '../../../shared/contract/resilience.ts';
import { configureSimulator } from '../../store/actions.ts';
import { useCommandHindrance } from '../../store/entryGate.ts';
import {
  describeFaults,
  faultsFromFields,
  fieldsFromFaults,
  simulatorFields,
} from '../../model/simulatorFaults.ts';
import { stepDecimal, tryDecimal } from '../../format/decimals.ts';
import { Button } from '../../ui/Button.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';

export function SimulatorSwitches({
  venue,
  faults,
}: {
  readonly venue: string;
  readonly faults: SimulatorFaults;
}) {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [asking, setAsking] = useState(false);
  const commandHindrance = useCommandHindrance();
  const current = fieldsFromFaults(faults);
  const fields = { ...current, ...typed };
  const { wanted, wrong } = faultsFromFields(fields);
  const changed = simulatorFields.some((field) => fields[field.name] !== current[field.name]);
  const hindrance =
    commandHindrance ?? (wrong !== undefined ? wrong : changed ? undefined : 'Nothing is changed');
  return (
    <div className="simulator" role="group" aria-label={`Simulator of ${venue}`}>
      <h3>
        Simulator <span className="dim">{describeFaults(faults)}</span>
      </h3>
      <div className="simulator-fields">
        {simulatorFields.map((field) => (
          <NumberField
            key={field.name}
            label={field.label}
            unit={field.unit}
            stepText={field.step}
            value={fields[field.name] ?? '0'}
            invalid={tryDecimal(fields[field.name]) === undefined}
            onChange={(value) => {
              setTyped({ ...typed, [field.name]: value });
            }}
            onStep={(steps) => {
              setTyped({
                ...typed,
                [field.name]: stepDecimal(fields[field.name] ?? '0', field.step, steps, '0'),
              });
            }}
          />
        ))}
      </div>
      <div className="buttons">
        <Button
          look={hindrance === undefined ? 'primary' : 'plain'}
          hindrance={hindrance}
          onPress={() => {
            setAsking(true);
          }}
        >
          Apply…
        </Button>
        <Button
          hindrance={Object.keys(typed).length === 0 ? 'Nothing is changed' : undefined}
          onPress={() => {
            setTyped({});
          }}
        >
          Undo
        </Button>
        <Button
          hindrance={
            commandHindrance ??
            (simulatorFields.every((field) => current[field.name] === '0')
              ? 'The simulator is calm'
              : undefined)
          }
          onPress={() => {
            setTyped(Object.fromEntries(simulatorFields.map((field) => [field.name, '0'])));
            setAsking(true);
          }}
        >
          Calm…
        </Button>
      </div>
      {asking && wanted !== undefined && (
        <ReasonDialog
          title={`Configure the simulator of ${venue}`}
          confirm="Apply"
          onConfirm={async (reason) => {
            const failure = await configureSimulator({ venue, faults: wanted, reason });
            if (failure === undefined) setTyped({});
            return failure;
          }}
          onClose={() => {
            setAsking(false);
          }}
        >
          <p>From now on: {describeFaults(wanted)}.</p>
        </ReasonDialog>
      )}
    </div>
  );
}

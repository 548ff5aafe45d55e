/** Which sound an alert makes, by severity and for single kinds. The choice counts at once, on this machine. */
import { useState } from 'react';
import { alertKinds, alertSeverities, type AlertKind } from '../../../main/domain/desk/alert.ts';
import {
  alertSounds,
  playAlertSound,
  setKindSound,
  setSeveritySound,
  useAlertSounds,
  type AlertSound,
} from '../../store/alertSounds.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';

const labels: Readonly<Record<AlertSound, string>> = {
  off: 'no sound',
  low: 'one low tone',
  high: 'one high tone',
  triple: 'three tones',
};
const choices = alertSounds.map((value) => ({ value, label: labels[value] }));
const kindChoices = alertKinds.map((value) => ({ value, label: value.replaceAll('_', ' ') }));

export function SoundsDialog({ onClose }: { readonly onClose: () => void }) {
  const { severities, kinds } = useAlertSounds();
  const [kind, setKind] = useState<AlertKind>('overfill');
  return (
    <Dialog
      title="Sounds"
      onClose={onClose}
      actions={
        <Button onPress={onClose} keys="Esc">
          Back
        </Button>
      }
    >
      {alertSeverities.map((severity) => (
        <Select
          key={severity}
          label={`Every ${severity} alert`}
          value={severities[severity]}
          options={choices}
          onChange={(chosen) => {
            setSeveritySound(severity, chosen);
            playAlertSound(chosen);
          }}
        />
      ))}
      <Select label="One kind" value={kind} options={kindChoices} onChange={setKind} />
      <Select<AlertSound | 'severity'>
        label="Its sound"
        value={kinds[kind] ?? 'severity'}
        options={[{ value: 'severity', label: 'as its severity' }, ...choices]}
        onChange={(chosen) => {
          setKindSound(kind, chosen === 'severity' ? undefined : chosen);
          if (chosen !== 'severity') playAlertSound(chosen);
        }}
      />
    </Dialog>
  );
}

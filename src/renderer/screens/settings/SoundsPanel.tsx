/** Which sound an alert makes, by severity and for single kinds. The choice counts at once, and plays. */
import { useState } from 'react';
import { alertKinds, alertSeverities, type AlertKind } from '../../../main/domain/desk/alert.ts';
import { playAlertSound, setKindSound, setSeveritySound } from '../../store/alertSounds.ts';
import { alertSounds, type AlertSound } from '../../store/settings/settings.ts';
import { useSettings } from '../../store/settings/settingsStore.ts';
import { Select } from '../../ui/controls/Select.tsx';
import { Panel } from '../../ui/display/Panel.tsx';

const labels: Readonly<Record<AlertSound, string>> = {
  off: 'no sound',
  low: 'one low tone',
  high: 'one high tone',
  triple: 'three tones',
};
const choices = alertSounds.map((value) => ({ value, label: labels[value] }));
const kindChoices = alertKinds.map((value) => ({ value, label: value.replaceAll('_', ' ') }));

export function SoundsPanel() {
  const { severities, kinds } = useSettings((settings) => settings.sounds);
  const [kind, setKind] = useState<AlertKind>('overfill');
  return (
    <Panel title="Sounds of alerts" className="settings-panel" testId="sounds-settings">
      <div className="settings-fields">
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
      </div>
    </Panel>
  );
}

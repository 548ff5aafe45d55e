/** Mutes the alerts of a cause, or all of a kind, for a while. */
import { useState } from 'react';
import type { AlertView } from '../../../shared/contract/status.ts';
import { muteAlerts } from '../../store/actions.ts';
import { Select } from '../../ui/controls/Select.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';

const lengths = [
  { value: '15', label: '15 minutes' },
  { value: '60', label: '1 hour' },
  { value: '240', label: '4 hours' },
  { value: '1440', label: '1 day' },
  { value: '10080', label: '1 week' },
] as const;

interface Properties {
  readonly alert: AlertView;
  readonly onClose: () => void;
}

export function MuteDialog({ alert: { kind, cause }, onClose }: Properties) {
  const [what, setWhat] = useState(cause);
  const [minutes, setMinutes] = useState<(typeof lengths)[number]['value']>('60');
  return (
    <ReasonDialog
      reasons={reasonsFor('mute')}
      title="Mute alerts"
      confirm="Mute"
      onConfirm={(reason) => muteAlerts({ what, minutes: Number(minutes), reason })}
      onClose={onClose}
    >
      <p>They are recorded and counted all the same, and call again when the time is over.</p>
      <Select
        label="What"
        value={what}
        options={[
          { value: cause, label: 'this cause alone' },
          { value: kind, label: `every alert of the kind ${kind.replaceAll('_', ' ')}` },
        ]}
        onChange={setWhat}
      />
      <Select label="For how long" value={minutes} options={lengths} onChange={setMinutes} />
    </ReasonDialog>
  );
}

/** Moves a panel beside another one, or as a tab over it. */
import { useState } from 'react';
import { panelTitles, type PanelId } from '../../../shared/contract/panels.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';

const sides = [
  { position: 'left', label: 'Left of it' },
  { position: 'right', label: 'Right of it' },
  { position: 'top', label: 'Above it' },
  { position: 'bottom', label: 'Below it' },
  { position: 'center', label: 'As a tab with it' },
] as const;

type Side = (typeof sides)[number]['position'];

interface Properties {
  readonly panel: PanelId;
  readonly others: readonly PanelId[];
  readonly onPlace: (beside: PanelId, side: Side) => void;
  readonly onClose: () => void;
}

export function PlaceDialog({ panel, others, onPlace, onClose }: Properties) {
  const [chosen, setBeside] = useState<PanelId>();
  const beside = chosen ?? others[0];
  if (beside === undefined) return null;
  return (
    <Dialog
      title={`Move ${panelTitles[panel]}`}
      onClose={onClose}
      actions={<Button onPress={onClose}>Leave it where it is</Button>}
    >
      <Select
        label="Beside the panel"
        value={beside}
        options={others.map((other) => ({ value: other, label: panelTitles[other] }))}
        onChange={setBeside}
      />
      <div className="buttons">
        {sides.map(({ position, label }) => (
          <Button
            key={position}
            onPress={() => {
              onPlace(beside, position);
            }}
          >
            {label}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}

/** The fields for a new desk of this console. Its place is chosen in a dialog of the system. */
import { useEffect, useRef, useState } from 'react';
import {
  deskColours,
  deskLetterOf,
  deskNameLengthMax,
  isDeskLetter,
  type DeskColour,
} from '../../../shared/kernel/deskColours.ts';
import type { DeskBadge as Badge, DeskPlace } from '../../../shared/contract/desks.ts';
import { addDesk, showDesks, useDesks } from '../../store/desks/desksStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { SegmentedControl } from '../../ui/controls/SegmentedControl.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { ActForm } from '../../ui/dialogs/ActForm.tsx';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';
import { DeskBadge } from './DeskBadge.tsx';

const places: readonly { readonly value: DeskPlace; readonly label: string }[] = [
  { value: 'folder', label: 'On this machine' },
  { value: 'attach', label: 'On another machine' },
];
/** One character may take several units, such as a flag. */
const letterLengthMax = 8;
const colourChoices = deskColours.map((value) => ({ value, label: value }));

function close(): void {
  showDesks(undefined);
}

export function AddDeskDialog() {
  const desks = useDesks((store) => store.view?.desks) ?? [];
  const failure = useDesks((store) => store.failure);
  const unused = deskColours.find((one) => desks.every((desk) => desk.colour !== one)) ?? deskColours[0];
  const [name, setName] = useState('');
  const [ownLetter, setOwnLetter] = useState('');
  const [colour, setColour] = useState<DeskColour>(unused);
  const [place, setPlace] = useState<DeskPlace>('folder');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const called = name.trim();
  const badge = { name: called, letter: ownLetter.trim() || deskLetterOf(called), colour };
  const missing = whatIsMissing(badge);
  const act = (): void => {
    if (missing !== undefined) field.current?.focus();
    else addDesk(badge, place);
  };
  return (
    <Dialog
      title="Add a desk"
      onClose={close}
      actions={
        <>
          <Button onPress={close} keys="Esc">
            Back
          </Button>
          <Button look="primary" keys="Enter" disabledReason={missing} onPress={act}>
            {place === 'folder' ? 'Choose its folder…' : 'Choose its address file…'}
          </Button>
        </>
      }
    >
      <ActForm className="desk-form" onAct={act}>
        <TextField
          label="Name"
          value={name}
          maxLength={deskNameLengthMax}
          reference={field}
          onChange={setName}
        />
        <TextField
          label="Letter"
          value={ownLetter}
          placeholder={deskLetterOf(called)}
          invalid={called !== '' && missing !== undefined}
          message={called === '' ? undefined : missing}
          maxLength={letterLengthMax}
          onChange={setOwnLetter}
        />
        <Select label="Colour" value={colour} options={colourChoices} onChange={setColour} />
        {called !== '' && (
          <p>
            It is shown as <DeskBadge {...badge} />
          </p>
        )}
        <SegmentedControl name="Where its engine runs" segments={places} value={place} onChange={setPlace} />
        <p className="dim">
          {place === 'folder'
            ? 'The data folder on which an engine runs by itself (desk run).'
            : 'A file like attach.json: address, certificate, key, authorities.'}
        </p>
        {failure !== undefined && (
          <p className="failure" role="alert">
            {failure}
          </p>
        )}
      </ActForm>
    </Dialog>
  );
}

function whatIsMissing({ name, letter }: Badge): string | undefined {
  if (name === '') return 'Give the desk a name';
  return isDeskLetter(letter) ? undefined : 'Give one character as its letter';
}

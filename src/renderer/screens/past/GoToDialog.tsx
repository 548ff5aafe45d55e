/** Asks for a position or a time, and shows the desk as it stood there. */
import { useState } from 'react';
import { askWhereToGo, goToPosition, usePast } from '../../store/past/pastStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';
import { expectedPlace, placeOf, positionOf } from './whereToGo.ts';

export function GoToDialog() {
  const asking = usePast((past) => past.asking);
  return asking ? <Asking /> : null;
}

function Asking() {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const head = useStatus((store) => store.status?.store.headPosition ?? 0);
  const close = (): void => {
    askWhereToGo(false);
  };
  const go = (): void => {
    const place = placeOf(text, new Date().toISOString(), head);
    if (typeof place === 'string') {
      setFault(place);
      return;
    }
    void positionOf(place).then((found) => {
      if (typeof found === 'string') setFault(found);
      else goToPosition(found, head);
    });
  };
  return (
    <Dialog
      title="Go to a time or position"
      onClose={close}
      actions={
        <>
          <Button onPress={close}>Stay here</Button>
          <Button
            look="primary"
            disabledReason={text.trim() === '' ? `Nothing is typed: ${expectedPlace}` : undefined}
            onPress={go}
          >
            Show the desk as it stood
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') go();
        }}
      >
        <TextField
          label="Position, or time in UTC"
          placeholder="1200, 09:31 or 2026-11-23 09:31:07"
          value={text}
          maxLength={40}
          invalid={fault !== undefined}
          message={
            fault ??
            'A time without a date is of today. The whole console shows that moment, for reading only.'
          }
          onChange={(value) => {
            setText(value);
            setFault(undefined);
          }}
        />
      </form>
    </Dialog>
  );
}

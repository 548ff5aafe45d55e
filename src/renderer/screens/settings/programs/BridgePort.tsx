/** The port on which the bridge is looked for; empty for those of the standard. */
import { useState } from 'react';
import { bridgePortMax, bridgePortMin } from '../../../../shared/contract/programs.ts';
import { changePrograms } from '../../../store/programs/programsStore.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { TextField } from '../../../ui/controls/TextField.tsx';

export function BridgePort({ port }: { readonly port: number | undefined }) {
  const kept = port === undefined ? '' : String(port);
  const [typed, setTyped] = useState(kept);
  const text = typed.trim();
  const number = Number(text);
  const isPort = /^\d{1,5}$/.test(text) && number >= bridgePortMin && number <= bridgePortMax;
  const fault =
    text === '' || isPort
      ? undefined
      : `"${text}" is no port: expected a whole number from ${bridgePortMin} to ${bridgePortMax}, or nothing`;
  const set = (): void => {
    if (fault === undefined && text !== kept) changePrograms({ port: text === '' ? undefined : number });
  };
  return (
    <form
      className="settings-row"
      onSubmit={(event) => {
        event.preventDefault();
        set();
      }}
    >
      <TextField
        label="Port of the bridge"
        value={typed}
        placeholder="4475 to 4575, the first that answers"
        maxLength={8}
        invalid={fault !== undefined}
        message={fault}
        onChange={setTyped}
      />
      <Button
        name="Use this port"
        disabledReason={fault ?? (text === kept ? 'This is the port in use' : undefined)}
        onPress={set}
      >
        Use
      </Button>
    </form>
  );
}

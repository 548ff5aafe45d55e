/** The token that a bridge may ask for. It is kept by the system's key store, and never shown again. */
import { useState } from 'react';
import { bridgeTokenLengthMax } from '../../../../shared/contract/programs.ts';
import { keepBridgeToken } from '../../../store/programs/programsStore.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { TextField } from '../../../ui/controls/TextField.tsx';

export function BridgeToken({ hasToken }: { readonly hasToken: boolean }) {
  const [typed, setTyped] = useState('');
  const keep = (token: string): void => {
    keepBridgeToken(token);
    setTyped('');
  };
  return (
    <form
      className="settings-row"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '') keep(typed);
      }}
    >
      <TextField
        label="Token, where the bridge asks for one (JWT)"
        type="password"
        value={typed}
        placeholder={hasToken ? 'one is kept' : 'none is kept'}
        maxLength={bridgeTokenLengthMax}
        onChange={setTyped}
      />
      <Button
        name="Keep the token"
        disabledReason={typed.trim() === '' ? 'Enter a token' : undefined}
        onPress={() => {
          keep(typed);
        }}
      >
        Keep
      </Button>
      {hasToken && (
        <Button
          look="quiet"
          name="Forget the token"
          onPress={() => {
            keep('');
          }}
        >
          Forget
        </Button>
      )}
    </form>
  );
}

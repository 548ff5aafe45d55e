/** Takes the password of a FIX venue's Logon. It goes to the system's key store, and never comes back to the window. */
import { useState } from 'react';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { keepFixPassword } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';

export function FixPassword({ venue, kept }: { readonly venue: VenueId; readonly kept: boolean }) {
  const [asking, setAsking] = useState(false);
  const [password, setPassword] = useState('');
  const whyNoCommand = useWhyNoCommand('configure');
  return (
    <>
      <Button
        look={kept || whyNoCommand !== undefined ? 'plain' : 'primary'}
        disabledReason={whyNoCommand}
        onPress={() => {
          setAsking(true);
        }}
      >
        Password…
      </Button>
      {asking && (
        <ReasonDialog
          reasons={reasonsFor('upkeep')}
          title={`Password of ${venue}`}
          confirm="Keep the password"
          disabledReason={password === '' ? 'Enter the password' : undefined}
          onConfirm={(reason) => keepFixPassword({ venue, password, reason })}
          onClose={() => {
            setAsking(false);
            setPassword('');
          }}
        >
          <p>
            {kept ? 'There is a password; this one takes its place. ' : ''}
            The key store of this system keeps it for this user of the machine. The next Logon has it; a
            session that waits tries at once.
          </p>
          <TextField
            label="Password"
            type="password"
            value={password}
            maxLength={256}
            onChange={setPassword}
          />
        </ReasonDialog>
      )}
    </>
  );
}

/** The locked console: a login, below the strip with the kill switch, which works without one. */
import { useEffect, useRef, useState } from 'react';
import { goneWords } from '../../model/desk/connection.ts';
import { useConnection } from '../../store/link/connectionStore.ts';
import { logIn } from '../../store/session.ts';
import { closeDeskDialog, useUi } from '../../store/window/uiStore.ts';
import { useKeys } from '../../store/settings/useKeys.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { ActForm } from '../../ui/dialogs/ActForm.tsx';
import { DesksDialogs } from '../desks/DesksDialogs.tsx';
import { KillDialog } from '../trading/KillDialog.tsx';
import { IncidentBar } from './IncidentBar.tsx';
import { Notices } from './Notices.tsx';
import { StatusStrip } from './StatusStrip.tsx';

export function LockedConsole({ live }: { readonly live: boolean }) {
  const dialog = useUi((ui) => ui.deskDialog);
  return (
    <div className={live ? 'console locked' : 'console locked stale'}>
      <StatusStrip />
      <IncidentBar />
      <main className="lock-screen">
        <LoginForm />
      </main>
      <Notices />
      <DesksDialogs />
      {dialog?.kind === 'kill' && (
        <KillDialog scope={dialog.scope} flatten={false} onClose={closeDeskDialog} />
      )}
    </div>
  );
}

function LoginForm() {
  const keysOf = useKeys();
  const [operator, setOperator] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const name = useRef<HTMLInputElement>(null);
  const secret = useRef<HTMLInputElement>(null);
  useEffect(() => name.current?.focus(), []);
  const gone = useConnection((connection) =>
    connection.state === 'gone' ? goneWords(connection.fault) : undefined,
  );
  const disabledReason = whyNoLogin(gone, busy, operator !== '' && password !== '');
  const enter = async (): Promise<void> => {
    if (disabledReason !== undefined) {
      (operator === '' ? name : secret).current?.focus();
      return;
    }
    setBusy(true);
    const failed = await logIn(operator, password);
    setBusy(false);
    setPassword('');
    setFailure(failed);
    if (failed !== undefined) secret.current?.focus();
  };
  return (
    <section className="login" aria-labelledby="login-title">
      <h2 id="login-title">Log in</h2>
      <ActForm onAct={() => void enter()}>
        <TextField label="Operator" value={operator} maxLength={64} reference={name} onChange={setOperator} />
        <TextField
          label="Password"
          type="password"
          value={password}
          maxLength={256}
          reference={secret}
          onChange={setPassword}
        />
        {failure !== undefined && (
          <p className="failure" role="alert">
            {failure}
          </p>
        )}
        <Button look="primary" disabledReason={disabledReason} keys="Enter" onPress={() => void enter()}>
          Log in
        </Button>
      </ActForm>
      <p className="dim">
        {gone === undefined
          ? `Orders, brackets and strategies go on while the console is locked. The kill switch (${keysOf('kill')}) halts and cancels without a login; the record then says that nobody was logged in.`
          : `${gone}. Neither a login nor the kill switch of this window reaches it now.`}
      </p>
    </section>
  );
}

function whyNoLogin(gone: string | undefined, busy: boolean, filled: boolean): string | undefined {
  if (gone !== undefined) return `${gone}: nobody can log in now`;
  if (busy) return 'The password is being checked';
  return filled ? undefined : 'Give your name and your password';
}

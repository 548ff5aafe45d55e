/** Changes the password of the logged-in operator. All sessions of that operator end, this one too. */
import { useRef, useState } from 'react';
import { changeOwnPassword } from '../../../store/operatorActions.ts';
import { useStatus } from '../../../store/desk/statusStore.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { TextField } from '../../../ui/controls/TextField.tsx';
import { ActForm } from '../../../ui/dialogs/ActForm.tsx';
import { Dialog } from '../../../ui/dialogs/Dialog.tsx';
import { noNewPassword, NewPasswordFields, whyNoNewPassword } from './NewPasswordFields.tsx';

export function OwnPasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const operator = useStatus((store) => store.status?.session.operator);
  const [current, setCurrent] = useState('');
  const [wish, setWish] = useState(noNewPassword);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  // This changes at once, while `busy` waits for the next drawing.
  const sending = useRef(false);
  const disabledReason = busy
    ? 'On its way'
    : current === ''
      ? 'Give your present password'
      : whyNoNewPassword(wish);
  const change = async (): Promise<void> => {
    if (disabledReason !== undefined || sending.current) return;
    sending.current = true;
    setBusy(true);
    const failed = await changeOwnPassword({ current, password: wish.password });
    sending.current = false;
    setBusy(false);
    if (failed === undefined) onClose();
    else setFailure(failed);
  };
  return (
    <Dialog
      title={`Password of ${operator ?? 'the operator'}`}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose} keys="Esc">
            Back
          </Button>
          <Button look="primary" disabledReason={disabledReason} keys="Enter" onPress={() => void change()}>
            Change password
          </Button>
        </>
      }
    >
      <ActForm onAct={() => void change()}>
        <TextField
          type="password"
          label="Present password"
          value={current}
          maxLength={256}
          onChange={setCurrent}
        />
        <NewPasswordFields wish={wish} onWish={setWish} />
        <p className="dim">Every session of yours ends, this one too: log in with the new password.</p>
        {failure !== undefined && (
          <p className="failure" role="alert">
            {failure}
          </p>
        )}
      </ActForm>
    </Dialog>
  );
}

/** Confirms an action that the audit trail records: says what the action will do, and asks for a reason. */
import { useLayoutEffect, useRef, useState } from 'react';
import { ActForm } from './ActForm.tsx';
import { Button } from '../controls/Button.tsx';
import { Dialog } from './Dialog.tsx';
import { ReasonField, reasonLengthMin, type UsualReasons } from './ReasonField.tsx';
import { notArmedYet, useArmed } from '../controls/useArmed.ts';

interface Properties {
  readonly title: string;
  /** Says what will happen, with scope and count. */
  readonly children: React.ReactNode;
  readonly confirm: string;
  readonly danger?: boolean;
  readonly wide?: boolean;
  /** Absent where no reason is usual. */
  readonly reasons?: UsualReasons;
  /** Why the action can't be confirmed, whatever the reason; absent when it can. */
  readonly disabledReason?: string | undefined;
  /** Resolves with a sentence when the action failed. The dialog then stays open. */
  readonly onConfirm: (reason: string) => Promise<string | undefined>;
  readonly onClose: () => void;
}

export function ReasonDialog(properties: Properties) {
  const { title, children, confirm, danger = false, wide = false, reasons, onConfirm, onClose } = properties;
  // A choice inside may make the action dangerous later. The kind of dialog must not change while somebody reads it.
  const [alert] = useState(danger);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  // This changes at once, while `busy` waits for the next drawing: however often it is pressed, the action is sent
  // once.
  const sending = useRef(false);
  const armed = useArmed();
  const field = useRef<HTMLInputElement>(null);
  // The focus begins in a field, never on a button that leads elsewhere.
  useLayoutEffect(() => {
    if (document.activeElement instanceof HTMLButtonElement) field.current?.focus();
  }, []);
  const [failure, setFailure] = useState<string>();
  const short = reason.trim().length < reasonLengthMin;
  const disabledReason = busy
    ? 'On its way'
    : (properties.disabledReason ??
      (short ? `Give a reason of at least ${reasonLengthMin} characters` : armed ? undefined : notArmedYet));
  const send = async (): Promise<void> => {
    if (disabledReason !== undefined || sending.current) return;
    sending.current = true;
    setBusy(true);
    const failed = await onConfirm(reason.trim());
    sending.current = false;
    setBusy(false);
    if (failed !== undefined) {
      setFailure(failed);
      return;
    }
    reasons?.used(reason.trim());
    onClose();
  };
  // A sent action can't be taken back, and the operator must read its answer.
  const back = (): void => {
    if (!sending.current) onClose();
  };
  return (
    <Dialog
      title={title}
      onClose={back}
      alert={alert}
      wide={wide}
      actions={
        <>
          <Button
            onPress={back}
            keys="Esc"
            disabledReason={busy ? 'On its way: the answer comes here' : undefined}
          >
            Back
          </Button>
          <Button
            look={danger ? 'danger' : 'primary'}
            disabledReason={disabledReason}
            arming={!armed}
            onPress={() => void send()}
            keys="Enter"
          >
            {confirm}
          </Button>
        </>
      }
    >
      <ActForm onAct={() => void send()}>
        <div className="dialog-scope">{children}</div>
        <ReasonField value={reason} onChange={setReason} reasons={reasons} reference={field} />
        {failure !== undefined && (
          <p className="failure" role="alert">
            {failure}
          </p>
        )}
      </ActForm>
    </Dialog>
  );
}

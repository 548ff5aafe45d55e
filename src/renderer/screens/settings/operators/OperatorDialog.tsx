/** Adds an operator, gives one another role or password, or removes one; each with a reason. */
import { useState } from 'react';
import type { OperatorView } from '../../../../shared/contract/session.ts';
import { roles, standingWords, type Role } from '../../../../shared/kernel/roles.ts';
import {
  addOperator,
  changeOperatorRole,
  removeOperator,
  resetPassword,
} from '../../../store/operatorActions.ts';
import { Select } from '../../../ui/controls/Select.tsx';
import { TextField } from '../../../ui/controls/TextField.tsx';
import { ReasonDialog } from '../../../ui/dialogs/ReasonDialog.tsx';
import { noNewPassword, NewPasswordFields, whyNoNewPassword } from './NewPasswordFields.tsx';

export type OperatorAct =
  | { readonly kind: 'add' }
  | { readonly kind: 'role' | 'password' | 'remove'; readonly operator: OperatorView };

interface Properties {
  readonly act: OperatorAct;
  /** The desk has no operators yet. */
  readonly isFirst: boolean;
  readonly onClose: () => void;
}

const roleChoices = roles.map((value) => ({ value, label: standingWords(value) }));

export function OperatorDialog({ act, isFirst, onClose }: Properties) {
  switch (act.kind) {
    case 'add':
      return <AddDialog isFirst={isFirst} onClose={onClose} />;
    case 'role':
      return <RoleDialog operator={act.operator} onClose={onClose} />;
    case 'password':
      return <PasswordDialog operator={act.operator} onClose={onClose} />;
    case 'remove':
      return <RemoveDialog operator={act.operator} onClose={onClose} />;
  }
}

function AddDialog({ isFirst, onClose }: Omit<Properties, 'act'>) {
  const [operator, setOperator] = useState('');
  const [role, setRole] = useState<Role>(isFirst ? 'administrator' : 'trader');
  const [wish, setWish] = useState(noNewPassword);
  return (
    <ReasonDialog
      title={isFirst ? 'Add the first operator' : 'Add an operator'}
      confirm={`Add ${operator === '' ? 'operator' : operator}`}
      disabledReason={operator === '' ? 'Give a name' : whyNoNewPassword(wish)}
      onConfirm={(reason) => addOperator({ operator, role, password: wish.password, reason })}
      onClose={onClose}
    >
      <TextField
        label="Name, which the record keeps"
        value={operator}
        maxLength={32}
        message="1 to 32 lower-case letters, digits and . _ -"
        onChange={setOperator}
      />
      {isFirst ? (
        <p>
          The first operator is an administrator. This window then locks, and you log in with this name and
          password.
        </p>
      ) : (
        <Select label="Role" value={role} options={roleChoices} onChange={setRole} />
      )}
      <NewPasswordFields wish={wish} onWish={setWish} />
    </ReasonDialog>
  );
}

interface OneProperties {
  readonly operator: OperatorView;
  readonly onClose: () => void;
}

function RoleDialog({ operator: { operator, role: before }, onClose }: OneProperties) {
  const [role, setRole] = useState<Role>(before);
  return (
    <ReasonDialog
      title={`Role of ${operator}`}
      confirm={`Make ${operator} ${standingWords(role)}`}
      disabledReason={role === before ? `${operator} is ${standingWords(before)} already` : undefined}
      onConfirm={(reason) => changeOperatorRole({ operator, role, reason })}
      onClose={onClose}
    >
      <Select label="Role" value={role} options={roleChoices} onChange={setRole} />
      <p className="dim">It counts at once, also in sessions that are open.</p>
    </ReasonDialog>
  );
}

function PasswordDialog({ operator: { operator }, onClose }: OneProperties) {
  const [wish, setWish] = useState(noNewPassword);
  return (
    <ReasonDialog
      title={`Another password for ${operator}`}
      confirm="Reset password"
      disabledReason={whyNoNewPassword(wish)}
      onConfirm={(reason) => resetPassword({ operator, password: wish.password, reason })}
      onClose={onClose}
    >
      <NewPasswordFields wish={wish} onWish={setWish} />
      <p className="dim">Every session of {operator} ends.</p>
    </ReasonDialog>
  );
}

function RemoveDialog({ operator: { operator, role, sessions }, onClose }: OneProperties) {
  return (
    <ReasonDialog
      danger
      title={`Remove ${operator}`}
      confirm={`Remove ${operator}`}
      onConfirm={(reason) => removeOperator({ operator, reason })}
      onClose={onClose}
    >
      <p>
        {operator}, {standingWords(role)}, can act no more from now on
        {sessions > 0 && `; ${sessions === 1 ? 'the open session ends' : `${sessions} open sessions end`}`}.
        What {operator} did stays in the record, and orders go on.
      </p>
    </ReasonDialog>
  );
}

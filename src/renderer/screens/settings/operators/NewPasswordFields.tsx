/** A new password, typed twice. */
import { TextField } from '../../../ui/controls/TextField.tsx';

export interface NewPassword {
  readonly password: string;
  readonly again: string;
}

export const noNewPassword: NewPassword = { password: '', again: '' };

const lengthMin = 12;
const lengthMax = 256;

/** The engine judges the password, too. */
export function whyNoNewPassword({ password, again }: NewPassword): string | undefined {
  if (password.length < lengthMin) return `A password has at least ${lengthMin} characters`;
  return password === again ? undefined : 'The two passwords differ';
}

interface Properties {
  readonly wish: NewPassword;
  readonly onWish: (wish: NewPassword) => void;
}

export function NewPasswordFields({ wish, onWish }: Properties) {
  const { password, again } = wish;
  const isOther = again !== '' && again !== password;
  return (
    <>
      <TextField
        type="password"
        label={`New password, ${lengthMin} to ${lengthMax} characters`}
        value={password}
        maxLength={lengthMax}
        onChange={(next) => {
          onWish({ ...wish, password: next });
        }}
      />
      <TextField
        type="password"
        label="The same again"
        value={again}
        maxLength={lengthMax}
        invalid={isOther}
        message={isOther ? 'The two passwords differ' : undefined}
        onChange={(next) => {
          onWish({ ...wish, again: next });
        }}
      />
    </>
  );
}

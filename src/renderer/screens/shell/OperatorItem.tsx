/** The logged-in operator with the role; or the text that the desk asks for no password. */
import type { SessionView } from '../../../shared/contract/session.ts';
import { standingWords } from '../../../shared/kernel/roles.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { lock } from '../../store/session.ts';
import { showSettings } from '../../store/window/uiStore.ts';
import { useKeys } from '../../store/settings/useKeys.ts';
import { Button } from '../../ui/controls/Button.tsx';

export function OperatorItem({ session }: { readonly session: SessionView }) {
  const { operator, standing, login, endsAt } = session;
  const keysOf = useKeys();
  if (login === 'out') return <span className="item operator">nobody is logged in</span>;
  if (login === 'not_asked') {
    return (
      <button
        type="button"
        className="item operator link"
        title="This desk has no operators: whoever sits here may do everything. Add the first on Settings"
        onClick={() => {
          showSettings('operators');
        }}
      >
        operator <b>{operator}</b> <em className="tone-warn">no password</em>
      </button>
    );
  }
  return (
    <span
      className="item operator"
      {...(endsAt !== undefined && {
        title: `Logged in until ${dateTime(endsAt).slice(0, 16)} ${timesZone()}`,
      })}
    >
      <b>{operator}</b>, {standingWords(standing)}
      <Button look="quiet" keys={keysOf('lock')} hideKeys title="Lock the console" onPress={lock}>
        Lock
      </Button>
    </span>
  );
}

/** All keys on one page. */
import { useUi } from '../../store/window/uiStore.ts';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';
import { Button } from '../../ui/controls/Button.tsx';
import { KeyHint } from '../../ui/controls/KeyHint.tsx';
import { shortcuts } from './shortcuts.ts';
import { startTour } from '../tour/tourStore.ts';
import { useKeys } from '../../store/settings/useKeys.ts';

const local: readonly (readonly [keys: string, what: string])[] = [
  ['↑ ↓ Home End PgUp PgDn', 'Move in a table'],
  ['⇧ with these', 'Choose a range of orders'],
  ['Space, Ctrl A', 'Choose one more, choose all'],
  ['Delete', 'Cancel the chosen orders'],
  ['F2', 'Amend the chosen orders'],
  ['F6, ⇧ F6', 'Go to the next panel, to the one before'],
  ['Hold Enter or Space', 'Confirm the kill switch'],
  ['↑ ↓ in a number', 'One tick or lot; with ⇧ or PgUp and PgDn ten'],
  ['b, a, l in a price', 'Take the bid, the ask, the last price'],
  ['A digit in an empty reason', 'Choose a usual reason; 0 the last one'],
  ['Enter in the ticket', 'Review; Enter again sends'],
  ['Esc', 'One step back, everywhere'],
];

export function KeyHelp() {
  const keysOf = useKeys();
  const open = useUi((ui) => ui.helpOpen);
  if (!open) return null;
  const close = (): void => {
    useUi.setState({ helpOpen: false });
  };
  return (
    <Dialog
      title="Keys"
      onClose={close}
      actions={
        <>
          <Button
            onPress={() => {
              close();
              startTour();
            }}
          >
            Take the tour
          </Button>
          <Button onPress={close}>Close</Button>
        </>
      }
    >
      <dl className="key-list">
        {shortcuts.map((shortcut) => (
          <div key={shortcut.id}>
            <dt>{shortcut.label}</dt>
            <dd>
              <KeyHint keys={keysOf(shortcut.id)} />
              <span className="visually-hidden">{keysOf(shortcut.id)}</span>
            </dd>
          </div>
        ))}
        {local.map(([keys, what]) => (
          <div key={keys}>
            <dt>{what}</dt>
            <dd>
              <KeyHint keys={keys} />
              <span className="visually-hidden">{keys}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

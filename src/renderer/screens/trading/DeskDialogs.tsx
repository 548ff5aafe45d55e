/** The dialogs that act on the desk as a whole. The strip, the palette and keys open them. */
import { closeDeskDialog, useUi } from '../../store/window/uiStore.ts';
import { KillDialog } from './KillDialog.tsx';
import { TradingDialog } from './TradingDialog.tsx';

export function DeskDialogs() {
  const dialog = useUi((ui) => ui.deskDialog);
  if (dialog === undefined) return null;
  const { kind, scope, flatten = false } = dialog;
  return kind === 'kill' ? (
    <KillDialog scope={scope} flatten={flatten} onClose={closeDeskDialog} />
  ) : (
    <TradingDialog scope={scope} onClose={closeDeskDialog} />
  );
}

/** The dialogs that act on the desk as a whole. The strip, the palette and keys open them. */
import { closeDeskDialog, useUi } from '../../store/uiStore.ts';
import { KillDialog } from './KillDialog.tsx';
import { TradingDialog } from './TradingDialog.tsx';

export function DeskDialogs() {
  const dialog = useUi((ui) => ui.deskDialog);
  if (dialog === undefined) return null;
  const Shown = dialog.kind === 'kill' ? KillDialog : TradingDialog;
  return <Shown scope={dialog.scope} onClose={closeDeskDialog} />;
}

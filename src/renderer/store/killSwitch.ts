/** Opens the kill switch on the whole desk, from wherever the window is. */
import { deskScope } from '../model/desk/tradingScope.ts';
import { backToLive } from './past/pastStore.ts';
import { openDeskDialog, useUi } from './window/uiStore.ts';

export function askForKillSwitch(): void {
  // What a kill switch acts on is the present.
  backToLive();
  if (useUi.getState().deskDialog?.kind !== 'kill') openDeskDialog('kill', deskScope);
}

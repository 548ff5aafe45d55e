/**
 * Where the palette leads for each of the operator's actions: to its keys, to an entry that acts at once, or to the place
 * where the operator chooses what the action is for.
 */
import type { HotkeyId } from '../../model/keys/hotkeys.ts';
import type * as actions from '../../store/actions.ts';
import type * as copies from '../../store/copy.ts';
import { showScreen, type Screen } from '../../store/window/uiStore.ts';

interface Place {
  readonly label: string;
  readonly screen: Screen;
}

type Actions = typeof actions & typeof copies;
/** Members that only help the actions are left out. */
type ActionName = Exclude<keyof Actions, 'announced' | 'command' | 'copyText'>;

const actionPlaces: Readonly<Record<ActionName, Place | HotkeyId | 'in the palette'>> = {
  cancelOrders: { label: 'Cancel orders: choose them in the table', screen: 'trade' },
  amendOrders: { label: 'Amend orders: choose them in the table', screen: 'trade' },
  copyOrderAsFix: { label: 'Copy an order as FIX messages', screen: 'trade' },
  engageKillSwitch: 'kill',
  cancelAllAtExit: 'kill',
  setTradingState: 'trading',
  enableTrading: 'trading',
  setLimit: { label: 'Change a limit', screen: 'risk' },
  clearLimit: { label: 'Give a limit back to the configuration', screen: 'risk' },
  proposeLimit: { label: 'Propose a limit', screen: 'risk' },
  approveProposal: { label: 'Approve a proposal', screen: 'risk' },
  refuseProposal: { label: 'Refuse a proposal', screen: 'risk' },
  withdrawProposal: { label: 'Withdraw a proposal', screen: 'risk' },
  runReconciliation: { label: 'Reconcile with a venue', screen: 'recovery' },
  acceptReconciliation: { label: 'Accept the differences with a venue', screen: 'recovery' },
  cancelStray: { label: 'Cancel an order that only the venue knows', screen: 'recovery' },
  settleOrder: { label: 'Settle an order in doubt', screen: 'recovery' },
  muteAlerts: { label: 'Mute alerts', screen: 'alerts' },
  unmuteAlerts: { label: 'Unmute alerts', screen: 'alerts' },
  acknowledgeAlerts: { label: 'Acknowledge alerts', screen: 'alerts' },
  tripBreaker: { label: 'Trip a breaker', screen: 'resilience' },
  isolateBreaker: { label: 'Isolate a breaker', screen: 'resilience' },
  probeBreaker: { label: 'Probe a breaker now', screen: 'resilience' },
  resetBreaker: { label: 'Reset a breaker', screen: 'resilience' },
  configureSim: { label: 'Configure a simulated venue', screen: 'resilience' },
  releaseFixSession: { label: 'Release a FIX session', screen: 'resilience' },
  keepFixPassword: { label: 'Give the password of a FIX venue', screen: 'resilience' },
  resumeSubscriber: { label: 'Resume a subscriber', screen: 'metrics' },
  stopStrategy: { label: 'Stop a strategy', screen: 'signals' },
  replayChosenFile: { label: 'Replay a file of signals', screen: 'signals' },
  startBackup: { label: 'Back up the event store', screen: 'signals' },
  startExport: { label: 'Export events with their proof', screen: 'audit' },
  exportOrders: { label: 'Export the orders of the table', screen: 'trade' },
  putConfiguration: { label: 'Put a configuration in force', screen: 'settings' },
  reloadConfiguration: { label: 'Read the configuration again', screen: 'signals' },
  cancelJob: { label: 'Cancel a job', screen: 'signals' },
  startStrategy: 'in the palette',
  replaySample: 'in the palette',
  startVerify: 'in the palette',
  startRebuild: 'in the palette',
};

export const placedActions = Object.entries(actionPlaces).flatMap(([id, place]) =>
  typeof place === 'string'
    ? []
    : [
        {
          id: `place-${id}`,
          label: place.label,
          hint: 'go to',
          run: () => {
            showScreen(place.screen);
          },
        },
      ],
);

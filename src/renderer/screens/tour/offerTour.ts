/** Opens the tour by itself at a first start: once, and never over a desk that has orders. */
import { useOrders } from '../../store/orders/ordersStore.ts';
import { isLocked } from '../../store/session.ts';
import { changeSettings, useSettings } from '../../store/settings/settingsStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { startTour, useTour } from './tourStore.ts';

export function offerTour(): void {
  const stop = useOrders.subscribe(({ loaded, total }) => {
    const { status } = useStatus.getState();
    if (!loaded || status === undefined) return;
    stop();
    const taken = useSettings.getState().tourTaken || useTour.getState().at !== undefined;
    const isBusy = isLocked() || document.querySelector('dialog[open]') !== null;
    if (total > 0 || taken || isBusy) return;
    changeSettings({ tourTaken: true });
    startTour();
  });
}

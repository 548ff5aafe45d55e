/**
 * The tour's present step. The tour can be left at any step, and started again from the palette and from the page of
 * keys.
 */
import { create } from 'zustand';
import { changeSettings } from '../../store/settings/settingsStore.ts';
import { showScreen } from '../../store/window/uiStore.ts';
import { tourSteps } from './tourSteps.ts';

interface TourStore {
  /** The place of the shown step; undefined while no tour is taken. */
  readonly at: number | undefined;
}

export const useTour = create<TourStore>(() => ({ at: undefined }));

export function startTour(): void {
  goToStep(0);
}

/** Shows the step with its screen; after the last one the tour is over. */
export function goToStep(at: number): void {
  const step = tourSteps[at];
  if (step === undefined) {
    leaveTour();
    return;
  }
  showScreen(step.screen);
  useTour.setState({ at });
}

export function leaveTour(): void {
  useTour.setState({ at: undefined });
  changeSettings({ tourTaken: true });
}

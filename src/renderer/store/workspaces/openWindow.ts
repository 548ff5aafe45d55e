/** Opens a panel in a window of its own. */
import { featuresOf, panelUrl, type PanelId, type PanelPlace } from '../../../shared/contract/panels.ts';

/**
 * The shell opens the window, remembers its place, and denies every other address. With a place the window comes there,
 * or to the nearest place on a screen that exists, and the focus stays where it is.
 */
export function openPanelWindow(panel: PanelId, place?: PanelPlace): void {
  const { origin, pathname } = window.location;
  const features = ['noopener', ...(place === undefined ? [] : [featuresOf(place)])];
  window.open(panelUrl(`${origin}${pathname}`, panel), '_blank', features.join(','));
}

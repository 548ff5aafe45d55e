/** Opens a panel in a window of its own. */
import { panelUrl, type PanelId } from '../../../shared/contract/panels.ts';

/** The shell opens the window, remembers its place, and denies every other address. */
export function openPanelWindow(panel: PanelId): void {
  const { origin, pathname } = window.location;
  window.open(panelUrl(`${origin}${pathname}`, panel), '_blank', 'noopener');
}

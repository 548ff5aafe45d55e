/** Where this window is on the screen. */
import type { PanelPlace } from '../../../shared/contract/panels.ts';
import { onBeat } from '../../ui/beat.ts';

const placeEveryMs = 500;

/** Tells where this window is, now and whenever it has been moved. The returned function tells it again. */
export function followPlace(tell: (place: PanelPlace) => void): () => void {
  let told = '';
  const look = (): void => {
    // A window that is minimised has no place.
    if (document.hidden && told !== '') return;
    const place = {
      x: window.screenX,
      y: window.screenY,
      width: window.outerWidth,
      height: window.outerHeight,
    };
    const text = JSON.stringify(place);
    if (text === told) return;
    told = text;
    tell(place);
  };
  look();
  // No event tells that a window was moved.
  onBeat(placeEveryMs, look);
  window.addEventListener('blur', look);
  return () => {
    told = '';
    look();
  };
}

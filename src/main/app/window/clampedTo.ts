/** Keeps a remembered window on a display that exists. */
import type { Rectangle } from 'electron';

/** The window within the area: moved as little as possible, and made smaller only where it is larger than the area. */
export function clampedTo(window: Rectangle, area: Rectangle): Rectangle {
  const width = Math.min(window.width, area.width);
  const height = Math.min(window.height, area.height);
  return {
    x: Math.min(Math.max(window.x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(window.y, area.y), area.y + area.height - height),
    width,
    height,
  };
}

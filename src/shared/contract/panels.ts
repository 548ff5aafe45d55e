/** The panels of the console. Each can stand in a workspace or in a window of its own. */

export const panelTitles = {
  orders: 'Orders',
  detail: 'Order detail',
  ticket: 'Ticket',
  venues: 'Venues',
  latency: 'Latency and flow',
  positions: 'Positions',
  alerts: 'Alerts',
  risk: 'Risk',
  resilience: 'Resilience',
  recovery: 'Recovery',
  metrics: 'Metrics',
  audit: 'Audit',
  signals: 'Signals',
  log: 'Log',
} as const;

export type PanelId = keyof typeof panelTitles;

export function isPanelId(text: string): text is PanelId {
  return Object.hasOwn(panelTitles, text);
}

export const panelIds: readonly PanelId[] = Object.keys(panelTitles).filter(isPanelId);

const parameter = 'panel';

/** The page `pageUrl` as a window that shows one panel. */
export function panelUrl(pageUrl: string, panel: PanelId): string {
  return `${pageUrl}?${parameter}=${panel}`;
}

/** The panel that the query of a page's address names; undefined for the main window. */
export function panelOfQuery(query: string): PanelId | undefined {
  const [, named = ''] = query.split(`?${parameter}=`);
  return isPanelId(named) ? named : undefined;
}

/** Where a window is, in pixels of all screens together. */
export interface PanelPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The features of `window.open` that ask for a place. */
export function featuresOf({ x, y, width, height }: PanelPlace): string {
  return `left=${x},top=${y},width=${width},height=${height}`;
}

/** The place that features ask for; undefined where they do not name all of it. */
export function placeOfFeatures(features: string): PanelPlace | undefined {
  const named = new Map(features.split(',').map((feature) => [feature.split('=')[0]?.trim(), feature]));
  const whole = (name: string): number => {
    const [, digits] = /^\s*\w+=(-?\d{1,6})\s*$/.exec(named.get(name) ?? '') ?? [];
    return digits === undefined ? Number.NaN : Number(digits);
  };
  const place = { x: whole('left'), y: whole('top'), width: whole('width'), height: whole('height') };
  const isWhole = Object.values(place).every((value) => Number.isInteger(value));
  return isWhole && place.width > 0 && place.height > 0 ? place : undefined;
}

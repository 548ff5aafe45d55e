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

/** The page `home` as a window that shows one panel. */
export function panelUrl(home: string, panel: PanelId): string {
  return `${home}?${parameter}=${panel}`;
}

/** The panel that the query of a page's address names; undefined for the main window. */
export function panelOfQuery(query: string): PanelId | undefined {
  const [, named = ''] = query.split(`?${parameter}=`);
  return isPanelId(named) ? named : undefined;
}

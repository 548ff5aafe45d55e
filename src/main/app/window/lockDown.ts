/** Denies every window what a console never needs: permissions, downloads, navigation, new windows, webviews. */
import { openExternalLink } from './openExternalLink.ts';
import type { Session, WebContents } from 'electron';
import {
  panelOfQuery,
  placeOfFeatures,
  type PanelId,
  type PanelPlace,
} from '../../../shared/contract/panels.ts';

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** Denies downloads: the console writes its files itself, and a page has nothing to save. */
export function denyDownloads(session: Session): void {
  session.on('will-download', (event) => {
    event.preventDefault();
  });
}

/**
 * Keeps the window on `pageUrl`. Reloading that page is allowed, because the development server does it. `onPanel` opens a
 * window for one of the console's own panels: the page can't open a window itself.
 */
export function denyNavigation(
  contents: WebContents,
  pageUrl: string,
  onPanel: (panel: PanelId, place: PanelPlace | undefined) => void,
): void {
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isSamePage(event.url, pageUrl)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url, features }) => {
    const panel = isSamePage(contents.getURL(), pageUrl) ? panelOf(url, pageUrl) : undefined;
    if (panel === undefined) openExternalLink(url);
    else onPanel(panel, placeOfFeatures(features));
    return { action: 'deny' };
  });
}

/** The panel that an address names; undefined for every other address. */
function panelOf(url: string, pageUrl: string): PanelId | undefined {
  return isSamePage(url, pageUrl) ? panelOfQuery(new URL(url).search) : undefined;
}

/** Whether the url is the page's own, whatever its fragment. */
export function isSamePage(url: string, pageUrl: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(pageUrl)) return false;
  const [asked, own] = [new URL(url), new URL(pageUrl)];
  return asked.host === own.host && asked.protocol === own.protocol && asked.pathname === own.pathname;
}

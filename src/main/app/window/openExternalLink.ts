/** Opens pages outside the console in the system's browser. */
import { shell } from 'electron';
import { isAllowedLink } from './allowedLinks.ts';

/** Opens an allowed page; everything else is ignored. */
export function openExternalLink(url: string): void {
  if (!isAllowedLink(url)) return;
  shell.openExternal(url).catch((error: unknown) => {
    console.error(`The link ${url} could not be opened.`, error);
  });
}

/** Where the control channel of a data folder is, for both of its ends. */
import { lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fitsSocket, ownSocketPath } from '../../infra/paths/privateSocketPath.ts';

const socketName = 'control.sock';

export interface ControlPlace {
  /** Where the socket itself is. */
  readonly path: string;
  /** The place in the data folder that leads to it, where the socket can't be there. */
  readonly link?: string;
}

/**
 * Where the channel may listen, best first: in the data folder; else in the user's own runtime folder, with a link to
 * it in the data folder, for a path that is too long for a socket or a disk that holds none. None on Windows.
 */
export function controlPlaces(folder: string): ControlPlace[] {
  if (process.platform === 'win32') return [];
  const inFolder = join(folder, socketName);
  const elsewhere = ownSocketPath('control', folder);
  return [
    ...(fitsSocket(inFolder) ? [{ path: inFolder }] : []),
    ...(elsewhere === undefined ? [] : [{ path: elsewhere, link: inFolder }]),
  ];
}

/** Where a client connects to; undefined when there surely is nothing. */
export function findControlSocket(folder: string): string | undefined {
  const inFolder = join(folder, socketName);
  if (fitsSocket(inFolder)) return inFolder;
  try {
    return readlinkSync(inFolder);
  } catch {
    return undefined;
  }
}

/**
 * Takes away what an engine left that did not end properly. Only for the one that holds the folder's lock: nobody
 * else listens there then. Throws when the place is taken by something that is no socket.
 */
export function clearPlace({ path, link }: ControlPlace): void {
  for (const place of link === undefined ? [path] : [path, link]) {
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (!stat.isSocket() && !stat.isSymbolicLink()) throw new Error(`${place} is no socket`);
    rmSync(place, { force: true });
  }
}

export function leadTo({ path, link }: ControlPlace): void {
  if (link !== undefined) symlinkSync(path, link);
}

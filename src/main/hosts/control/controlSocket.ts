/** Where the control channel of a data folder is. Server and client both use this file. */
import { lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fitsSocket, ownSocketPath } from '../../infra/paths/privateSocketPath.ts';

const socketName = 'control.sock';

export interface ControlPlace {
  /** Path of the socket itself. */
  readonly path: string;
  /** Path of a link in the data folder that leads to the socket, where the socket itself can't be there. */
  readonly link?: string;
}

/**
 * Where the channel may listen, best place first: in the data folder, else in the user's own runtime folder, with a
 * link to it in the data folder. The second place serves a path that is too long for a socket, or a disk that takes no
 * sockets. Windows has no such place.
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

/** The socket to which a client connects; undefined when there is surely none. */
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
 * Removes what an engine that ended without cleaning up has left. Only the process that holds the folder's lock may
 * call it: then nobody else listens there. Throws when something that is no socket stands in the place.
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

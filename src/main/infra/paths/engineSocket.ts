/** Where an engine listens for programs of its own user, on its data folder. Both ends use this file. */
import { chmodSync, lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { fitsSocket, ownSocketPath } from './privateSocketPath.ts';

/** `control` takes the commands of a shell, `console` the windows of another process. */
export type SocketName = 'control' | 'console';

export interface SocketPlace {
  /** Path of the socket itself. */
  readonly path: string;
  /** Path of a link in the data folder that leads to the socket, where the socket itself can't be there. */
  readonly link?: string;
}

/**
 * Where an engine may listen, best place first: in the data folder, else in the user's own runtime folder, with a link
 * to it in the data folder. The second place serves a path that is too long for a socket, or a disk that takes no
 * sockets. Windows has no such place.
 */
export function socketPlaces(folder: string, name: SocketName): SocketPlace[] {
  if (process.platform === 'win32') return [];
  const inFolder = join(folder, `${name}.sock`);
  const elsewhere = ownSocketPath(name, folder);
  return [
    ...(fitsSocket(inFolder) ? [{ path: inFolder }] : []),
    ...(elsewhere === undefined ? [] : [{ path: elsewhere, link: inFolder }]),
  ];
}

/** The socket to which a client connects; undefined when there is surely none. */
export function findSocket(folder: string, name: SocketName): string | undefined {
  const inFolder = join(folder, `${name}.sock`);
  if (fitsSocket(inFolder)) return inFolder;
  try {
    return readlinkSync(inFolder);
  } catch {
    return undefined;
  }
}

/**
 * Listens at a place for this user alone. Only the process that holds the folder's lock may call it. Throws where the
 * system has no socket there.
 */
export async function listenAt(server: Server, place: SocketPlace): Promise<void> {
  clearPlace(place);
  const listening = new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', reject);
  });
  // No client connects before this callback has run.
  server.listen(place.path, () => chmodSync(place.path, 0o600));
  await listening;
  if (place.link !== undefined) symlinkSync(place.path, place.link);
}

/**
 * Removes what an engine that ended without cleaning up has left. Only the process that holds the folder's lock may
 * call it: then nobody else listens there. Throws when something that is no socket stands in the place.
 */
export function clearPlace({ path, link }: SocketPlace): void {
  for (const place of link === undefined ? [path] : [path, link]) {
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (!stat.isSocket() && !stat.isSymbolicLink()) throw new Error(`${place} is no socket`);
    rmSync(place, { force: true });
  }
}

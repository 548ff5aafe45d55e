/** Where a process listens for its own user alone: a Unix domain socket in a folder that nobody else may enter. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** The longest path of a Unix domain socket, in bytes, that every system takes. */
export const socketPathBytesMax = 103;

export function fitsSocket(path: string): boolean {
  return Buffer.byteLength(path) <= socketPathBytesMax;
}

/**
 * The socket `<what>-….sock` that belongs to a file or folder. The path is the same at every start, so that clients
 * find it again. Undefined where there can be no such path (Windows, a folder that is not ours, a path too long for a
 * socket).
 */
export function privateSocketPath(
  what: string,
  of: string,
  runtimeFolder = usualFolder(),
): string | undefined {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  const folder = join(runtimeFolder, `breakwater-${user}`);
  const path = join(folder, socketName(what, of));
  if (!fitsSocket(path)) return undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    const isPrivate = uid === user && (mode & 0o077) === 0;
    return isPrivate && isSafe(runtimeFolder, user) ? path : undefined;
  } catch {
    return undefined;
  }
}

/**
 * As privateSocketPath. Where the folder belongs to somebody else, or is open to others, the socket goes into a new
 * folder under a random name. That folder is removed when this process ends.
 */
export function ownSocketPath(what: string, of: string): string | undefined {
  const usual = privateSocketPath(what, of);
  if (usual !== undefined || process.getuid === undefined) return usual;
  try {
    if (!isSafe(tmpdir(), process.getuid())) return undefined;
    const path = join(newFolder(process.getuid()), socketName(what, of));
    return fitsSocket(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

let made: string | undefined;

function newFolder(user: number): string {
  if (made !== undefined) return made;
  // mkdtemp always makes folders of mode 700.
  const folder = mkdtempSync(join(tmpdir(), `breakwater-${user}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return (made = folder);
}

function socketName(what: string, of: string): string {
  return `${what}-${createHash('sha256').update(resolve(of)).digest('hex').slice(0, 16)}.sock`;
}

function usualFolder(): string {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  return runtime !== undefined && isAbsolute(runtime) ? runtime : tmpdir();
}

/** Whether nobody else can exchange a folder inside this one for another. */
function isSafe(folder: string, user: number): boolean {
  const { uid, mode } = statSync(folder);
  const isSticky = (mode & 0o1000) !== 0;
  return (uid === 0 || uid === user) && (isSticky || (mode & 0o022) === 0);
}

// Where a process listens for its own user alone: a Unix domain socket in a folder that nobody else may enter.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Bytes of a Unix domain socket's path that every system takes. */
export const socketPathBytesMax = 103;

export function fitsSocket(path: string): boolean {
  return Buffer.byteLength(path) <= socketPathBytesMax;
}

/**
 * The socket `<what>-….sock` that belongs to a file or folder: the same at every start, so that clients find it again.
 * Undefined where no such path can be had (Windows, a folder that is not ours, a path too long for a socket).
 */
export function privateSocketPath(
  what: string,
  of: string,
  runtimeFolder = process.env['XDG_RUNTIME_DIR'] ?? tmpdir(),
): string | undefined {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  const folder = join(runtimeFolder, `breakwater-${user}`);
  const name = createHash('sha256').update(resolve(of)).digest('hex').slice(0, 16);
  const path = join(folder, `${what}-${name}.sock`);
  if (!fitsSocket(path)) return undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    return uid === user && (mode & 0o077) === 0 ? path : undefined;
  } catch {
    return undefined;
  }
}

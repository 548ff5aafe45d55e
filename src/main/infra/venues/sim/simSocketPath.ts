// Where a venue process listens: one socket for each record, in a folder that only this user may enter.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Bytes of a Unix domain socket's path that every system takes. */
export const socketPathBytesMax = 103;

/**
 * The socket of the venue with this record: the same at every start, so that clients find a venue that was started
 * again. Undefined where no such path can be had (Windows, a folder that is not ours, a path too long for a socket):
 * listen on a loopback port then.
 */
export function simSocketPath(
  record: string,
  runtimeFolder = process.env['XDG_RUNTIME_DIR'] ?? tmpdir(),
): string | undefined {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  const folder = join(runtimeFolder, `breakwater-${user}`);
  const name = createHash('sha256').update(resolve(record)).digest('hex').slice(0, 16);
  const path = join(folder, `sim-${name}.sock`);
  if (Buffer.byteLength(path) > socketPathBytesMax) return undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    return uid === user && (mode & 0o077) === 0 ? path : undefined;
  } catch {
    return undefined;
  }
}

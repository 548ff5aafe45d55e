/** Writes a file whole: a crash leaves the old one or the new one. */
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';

/** Only this user may read a file, unless the mode says otherwise. */
const ownMode = 0o600;
const modeBits = 0o777;

/** Writes the file beside the old one, and exchanges the two once it is on disk. Throws the file system's error. */
export function writeWholeFile(path: string, content: string | Uint8Array, mode = ownMode): void {
  const fresh = `${path}.new`;
  const file = openSync(fresh, 'w', mode & modeBits);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
}

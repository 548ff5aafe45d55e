/** Calls back when a file was written, replaced, made or removed. */
import { unwatchFile, watchFile } from 'node:fs';

/** Milliseconds between two looks at the file. All changes between two looks count as one change. */
const lookMs = 500;

/** The returned function ends the watch. */
export function watchPath(file: string, onChange: () => void): () => void {
  // Polling also works where the file system reports no changes, and where another file replaces this one.
  const look = (): void => onChange();
  watchFile(file, { interval: lookMs, persistent: false }, look);
  return () => unwatchFile(file, look);
}

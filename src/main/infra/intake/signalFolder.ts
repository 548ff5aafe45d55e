/** Lists the files of signals in a folder that other programs fill. */
import { lstat, opendir } from 'node:fs/promises';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { fileFault } from '../paths/fileFault.ts';
import { resultsSuffix } from './resultsFile.ts';

/** Entries of a folder, results and others too. Beyond it somebody has to clear the folder. */
const entriesMax = 10_000;
/** Everybody else's right to write. */
const othersWrite = 0o022;

/**
 * The names of the files of signals, sorted. Names that begin with a dot, and names that end with neither `.ndjson` nor
 * `.csv`, are somebody's unfinished work. Faults: `folder_refused`, `folder_unreadable`, `folder_full`.
 */
export async function listSignalFiles(folder: string): Promise<Result<readonly string[], Fault>> {
  try {
    const why = await whyRefused(folder);
    if (why !== undefined) {
      const message = `${folder} is not watched: ${why}; expected a folder of the desk's own user, closed to others`;
      return err({ code: 'folder_refused', message });
    }
    const names: string[] = [];
    let entries = 0;
    for await (const { name } of await opendir(folder)) {
      if (++entries > entriesMax) {
        const message = `${folder} has more than ${entriesMax} entries; move away what is done`;
        return err({ code: 'folder_full', message });
      }
      if (isSignalFile(name)) names.push(name);
    }
    return ok(names.toSorted());
  } catch (error) {
    return err(fileFault('folder_unreadable', folder, error));
  }
}

function isSignalFile(name: string): boolean {
  return /\.(?:ndjson|csv)$/i.test(name) && !name.startsWith('.') && !name.endsWith(resultsSuffix);
}

async function whyRefused(folder: string): Promise<string | undefined> {
  const found = await lstat(folder);
  if (found.isSymbolicLink()) return 'it is a link';
  if (!found.isDirectory()) return 'it is no folder';
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  if (found.uid !== user) return 'it belongs to another user';
  return (found.mode & othersWrite) === 0 ? undefined : 'other users can write to it';
}

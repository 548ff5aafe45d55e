/** What a desk keeps is for its own user alone: files of mode 600 in folders of mode 700. */
import { chmodSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const othersBits = 0o077;
const stickyBit = 0o1000;
/** Files of a data folder, by their names: the folder may hold somebody's other things as well. */
const ownFile =
  /\.(?:db|db-wal|db-shm|db-journal|lock|json|pem|ndjson|csv|token|new|unfinished)$|^breakwater\.log(?:\.\d+)?$/;
const ownFolders: readonly string[] = ['logs', 'window'];

/** From here on, nothing that this process creates can be read by another user. For the entry of each process. */
export function createOwnerOnly(): void {
  process.umask(othersBits);
}

export interface Tightened {
  /** What was open to other users and is not any more. */
  readonly tightened: readonly string[];
  /** What still is, with the reason. */
  readonly open: readonly string[];
}

/**
 * Takes other users' rights to a data folder and the desk's files in it away, the folder's first: after that nobody
 * else can put something in a file's place. Before any file is opened: a right to an open file is not taken back.
 */
export function tightenFolder(folder: string): Tightened {
  const [tightened, open]: [string[], string[]] = [[], []];
  if (process.platform === 'win32') return { tightened, open };
  const tighten = (path: string): void => {
    const { mode } = lstatSync(path);
    if ((mode & othersBits) === 0) return;
    try {
      chmodSync(path, mode & 0o700);
      tightened.push(path);
    } catch (error) {
      open.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true) return { tightened, open };
  // Such as /tmp itself: others rely on it.
  if ((stat.mode & stickyBit) === 0) tighten(join(folder, '.'));
  else open.push(`${folder}: it is a folder for everybody`);
  for (const path of ownPaths(folder)) tighten(path);
  return { tightened, open };
}

function ownPaths(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return ownFile.test(entry.name) ? [path] : [];
    if (!entry.isDirectory() || !ownFolders.includes(entry.name)) return [];
    return [path, ...(entry.name === 'logs' ? ownPaths(path) : [])];
  });
}

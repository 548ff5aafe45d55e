/** Keeps a desk's files for its own user alone: files of mode 600 in folders of mode 700. */
import { chmodSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const othersBits = 0o077;
const stickyBit = 0o1000;
/** Names of the desk's files. The data folder may also hold files that are not the desk's. */
const ownFile =
  /\.(?:db|db-wal|db-shm|db-journal|lock|json|pem|ndjson|csv|token|new|unfinished)$|^breakwater\.log(?:\.\d+)?$/;
const ownFolders: readonly string[] = ['logs', 'window'];

/** After this call, no other user can read what this process creates. Every process calls it first. */
export function createOwnerOnly(): void {
  process.umask(othersBits);
}

export interface Tightened {
  /** Paths that other users could open before, and can't any more. */
  readonly tightened: readonly string[];
  /** Paths that other users can still open, each with the reason. */
  readonly open: readonly string[];
}

/**
 * Takes other users' rights to a data folder and the desk's files away. The folder comes first: after that nobody else
 * can put another file in a file's place. Called before any file is opened, because a user who has a file open keeps
 * the access.
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
  // A folder such as /tmp itself keeps its rights: others rely on it.
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

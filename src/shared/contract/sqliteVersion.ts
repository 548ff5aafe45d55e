/** What is known about the version of SQLite that a store runs on. */

/**
 * The first version with the mistake, and for each line of versions the first one without it
 * (https://sqlite.org/wal.html, "The WAL-Reset Bug"). Newest line first.
 */
const brokenSince = [3, 7, 0] as const;
const mendedIn = [
  [3, 51, 3],
  [3, 50, 7],
  [3, 44, 6],
] as const;

/**
 * Whether this version can lose acknowledged commits when one connection writes while another one makes a checkpoint:
 * 3.7.0 to 3.51.2, without 3.50.7 and 3.44.6 and what followed them in their lines.
 */
export function hasWalResetBug(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const place = (of: readonly [number, number, number]): number =>
    major - of[0] || minor - of[1] || patch - of[2];
  const [newest] = mendedIn;
  if (place(brokenSince) < 0 || place(newest) >= 0) return false;
  return !mendedIn.some((mended) => mended[0] === major && mended[1] === minor && patch >= mended[2]);
}

/** The version in a sentence, with what the engine does about its mistake. */
export function sqliteSentence(version: string): string {
  const about =
    'can lose commits when two connections write and make checkpoints; here one connection does both';
  return hasWalResetBug(version) ? `SQLite ${version}, which ${about}` : `SQLite ${version}`;
}

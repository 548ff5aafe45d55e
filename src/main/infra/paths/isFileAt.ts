/** Tells whether an open file is still the one at its path. */
import { fstatSync, statSync } from 'node:fs';

/** Says no where somebody has moved, removed or replaced the file since it was opened. */
export function isFileAt(path: string, file: number): boolean {
  const there = statSync(path, { bigint: true, throwIfNoEntry: false });
  const own = fstatSync(file, { bigint: true });
  return there?.ino === own.ino && there.dev === own.dev;
}

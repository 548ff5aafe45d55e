/** Turns errors of the file system into sentences that name the file. */
import { type Fault } from '../../../shared/kernel/fault.ts';

const sentences: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `there is no ${path}`,
  ENOTDIR: (path) => `there is no ${path}: a part of its path is a file, not a folder`,
  EISDIR: (path) => `${path} is a folder, not a file`,
  EACCES: (path) => `this user may not open ${path}`,
  EPERM: (path) => `this user may not open ${path}`,
  EROFS: (path) => `${path} is on a medium that takes no writes`,
  ENOSPC: (path) => `the disk is full: ${path} is not written`,
  EMFILE: (path) => `this program has too many files open to open ${path}`,
  ENAMETOOLONG: (path) => `the name of ${path} is too long`,
};

/** Makes a fault from an error of the file system about `path`. Another error keeps its own words. */
export function fileFault(code: string, path: string, error: unknown): Fault {
  if (!(error instanceof Error)) return { code, message: `${path}: ${String(error)}` };
  const cause = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message: sentences[cause]?.(path) ?? error.message };
}

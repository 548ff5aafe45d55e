/**
 * Reads text files that somebody names. It reads a file whole and of a bounded size, and refuses devices, pipes and
 * folders.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { fileFault } from './fileFault.ts';

/** The most bytes of a text file. No configuration, key, checkpoint or report is that long. */
export const textBytesMax = 4_194_304;

/**
 * The text of a regular file of at most `bytesMax` bytes. The path may be a link to the file. A fault names the path.
 */
export function readRegularFile(path: string, code: string, bytesMax = textBytesMax): Result<string, Fault> {
  try {
    // A pipe without a writer would block the open itself, therefore O_NONBLOCK.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = fstatSync(file);
      const what = found.isDirectory() ? 'a folder' : 'no regular file';
      if (!found.isFile()) return err({ code, message: `${path} is ${what}; expected a regular file` });
      if (found.size <= bytesMax) return ok(readFileSync(file, 'utf8'));
      const message = `${path} is ${found.size} bytes long; expected at most ${bytesMax}`;
      return err({ code, message });
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return err(fileFault(code, path, error));
  }
}

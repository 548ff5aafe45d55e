/** Text files that somebody names: whole, of a bounded size, and never what a device, a pipe or a folder gives. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { fileFault } from './fileFault.ts';

/** More than any configuration, key, checkpoint or report has. */
export const textBytesMax = 4_194_304;

/** The text of a regular file of at most `bytesMax`, which a link may lead to; a fault names the path. */
export function readRegularFile(path: string, code: string, bytesMax = textBytesMax): Result<string, Fault> {
  try {
    // A pipe without a writer would hold up the open itself.
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

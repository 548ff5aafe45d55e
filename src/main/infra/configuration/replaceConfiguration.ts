/** Replaces the text of a configuration file. The old text stays beside the file. */
import { lstatSync, readdirSync, renameSync, rmSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { fileFault } from '../paths/fileFault.ts';
import { readRegularFile } from '../paths/regularFile.ts';
import { writeWholeFile } from '../paths/wholeFile.ts';

/** How many earlier texts are kept. */
const keptMax = 20;

/** Why this process can't write the file; undefined where it can, also where there is no file yet. */
export function whyNotReplaced(file: string): string | undefined {
  const found = statOf(file);
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) return `${file} is a link: change the file that it leads to`;
  if (!found.isFile()) return `${file} is no regular file`;
  const user = process.getuid?.();
  return user === undefined || user === found.uid ? undefined : `${file} belongs to another user`;
}

/** `at` is a time without colons, for the name of the kept text. Gives its path; undefined where there was no file. */
export function replaceConfiguration(
  file: string,
  text: string,
  at: string,
): Result<string | undefined, Fault> {
  const before = statOf(file);
  const kept = before === undefined ? undefined : `${file}.${at}.old`;
  try {
    if (kept !== undefined) {
      const old = readRegularFile(file, 'configuration_unreadable');
      if (!old.ok) return old;
      writeWholeFile(kept, old.value, before?.mode);
    }
    writeWholeFile(file, text, before?.mode);
    forgetOldest(file);
    return ok(kept);
  } catch (error) {
    return err(fileFault('configuration_unwritable', file, error));
  }
}

/** Removes a text that could not be put in force: it is kept beside the file, which has its old text again. */
export function takeBackConfiguration(
  file: string,
  before: string | undefined,
  at: string,
): Fault | undefined {
  try {
    const mode = statOf(file)?.mode;
    renameSync(file, `${file}.${at}-refused.old`);
    if (before !== undefined) writeWholeFile(file, before, mode);
    return undefined;
  } catch (error) {
    return fileFault('configuration_unwritable', file, error);
  }
}

function forgetOldest(file: string): void {
  const folder = dirname(file);
  const kept = readdirSync(folder).filter(
    (name) => name.startsWith(`${basename(file)}.`) && name.endsWith('.old'),
  );
  for (const name of kept.toSorted().slice(0, -keptMax)) rmSync(join(folder, name), { force: true });
}

function statOf(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}

/** Where the console and the headless commands keep their data when nobody says otherwise. */
import { accessSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { errorCode } from './errorCode.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';

export interface DataFolderSources {
  /** The `--data DIR` argument; relative paths start at the working folder. */
  readonly argument?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
}

/**
 * The data folder as an absolute path: `--data`, else `BREAKWATER_DATA`, else `$XDG_DATA_HOME/breakwater`, else
 * `~/.local/share/breakwater`. This function does not create the folder. Fault: `data_folder_unknown`, for a user
 * without a home folder, or whose home folder does not exist.
 *
 * Source of the last two: XDG Base Directory Specification, where a relative `XDG_DATA_HOME` counts as unset.
 */
export function dataFolder(sources: DataFolderSources = {}): Result<string, Fault> {
  const environment = sources.environment ?? process.env;
  const named = sources.argument || environment['BREAKWATER_DATA'];
  if (named) return ok(resolve(named));
  const xdgData = environment['XDG_DATA_HOME'];
  if (xdgData && isAbsolute(xdgData)) return ok(join(xdgData, 'breakwater'));
  const home = sources.home ?? homeFolder();
  // A relative home would make a new desk in every folder in which somebody starts the program.
  if (home === undefined) return err(noPlace('this user has no home folder'));
  if (!isAbsolute(home)) return err(noPlace(`the home folder is "${home}"`));
  if (sources.home === undefined && isMissing(home)) {
    return err(noPlace(`the home folder is ${home}, which is not there`));
  }
  return ok(join(home, '.local', 'share', 'breakwater'));
}

function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    // The user id has no entry in the system's accounts, as in some containers.
    return undefined;
  }
}

function isMissing(folder: string): boolean {
  try {
    accessSync(folder);
    return false;
  } catch (error) {
    return errorCode(error) === 'ENOENT';
  }
}

function noPlace(why: string): Fault {
  const message = `There is no place to keep data: ${why}; name a folder with --data DIR`;
  return { code: 'data_folder_unknown', message };
}

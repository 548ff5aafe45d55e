// Where the console and the headless commands keep their data when nobody says otherwise.
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export interface DataFolderSources {
  /** The `--data DIR` argument; relative paths start at the working folder. */
  readonly argument?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
}

/**
 * The data folder as an absolute path: `--data`, else `BREAKWATER_DATA`, else `$XDG_DATA_HOME/breakwater`,
 * else `~/.local/share/breakwater`. It is not created here.
 *
 * Source of the last two: XDG Base Directory Specification, where a relative `XDG_DATA_HOME` counts as unset.
 */
export function dataFolder(sources: DataFolderSources = {}): string {
  const environment = sources.environment ?? process.env;
  const named = sources.argument || environment['BREAKWATER_DATA'];
  if (named) return resolve(named);
  const xdgData = environment['XDG_DATA_HOME'];
  const base = xdgData && isAbsolute(xdgData) ? xdgData : join(sources.home ?? homedir(), '.local', 'share');
  return join(base, 'breakwater');
}

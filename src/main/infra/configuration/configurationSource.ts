/** Finds a desk's configuration: a file that somebody names, or else `configuration.json` in the data folder. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../shared/kernel/result.ts';
import { defaultDeskConfiguration, type DeskConfiguration } from './deskConfiguration.ts';
import { watchPath } from '../paths/watchedPath.ts';
import { loadConfiguration } from './loadConfiguration.ts';

/** The file in the data folder that is read when nobody names another. */
export const configurationName = 'configuration.json';

export interface ConfigurationSource {
  /** Absolute path. The file need not exist unless somebody named it. */
  readonly file: string;
  /**
   * Reads the configuration. Faults: `configuration_unreadable`, and `configuration_invalid`, which lists every mistake
   * with its path and what was expected.
   */
  load(): Promise<Result<DeskConfiguration, Fault>>;
  /** Calls back after the file was written, replaced, made or removed. The returned function ends that. */
  watch(onChange: () => void): () => void;
}

export function configurationSource(named: string | undefined, dataFolder: string): ConfigurationSource {
  const file = resolve(named ?? join(dataFolder, configurationName));
  return {
    file,
    load: async () =>
      named === undefined && !existsSync(file) ? ok(defaultDeskConfiguration()) : loadConfiguration(file),
    watch: (onChange) => watchPath(file, onChange),
  };
}

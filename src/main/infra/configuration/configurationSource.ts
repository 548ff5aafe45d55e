/** Where a desk's configuration comes from: a file that is named, or the one in the data folder if there is one. */
import { existsSync, unwatchFile, watchFile } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { ok, type Result } from '../../../shared/kernel/result.ts';
import { defaultDeskConfiguration, type DeskConfiguration } from './deskConfiguration.ts';
import { loadConfiguration } from './loadConfiguration.ts';

/** Read from the data folder when nobody names another. */
const configurationName = 'configuration.json';

/** Between two looks at the file; what changes in between is one change. */
const lookMs = 500;

export interface ConfigurationSource {
  /** Absolute; it need not exist unless it was named. */
  readonly file: string;
  /** Faults: `configuration_unreadable`, `configuration_invalid` with every mistake, its path and what was expected. */
  load(): Promise<Result<DeskConfiguration, Fault>>;
  /** Calls back after the file was written, replaced, made or removed, until the function it gives is called. */
  watch(onChange: () => void): () => void;
}

export function configurationSource(named: string | undefined, dataFolder: string): ConfigurationSource {
  const file = resolve(named ?? join(dataFolder, configurationName));
  return {
    file,
    load: async () =>
      named === undefined && !existsSync(file) ? ok(defaultDeskConfiguration()) : loadConfiguration(file),
    watch(onChange) {
      // By looking at it: also where the file system tells nothing, and when the file is replaced by another.
      const look = (): void => onChange();
      watchFile(file, { interval: lookMs, persistent: false }, look);
      return () => unwatchFile(file, look);
    },
  };
}

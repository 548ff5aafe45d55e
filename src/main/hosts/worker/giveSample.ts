/** Gives a desk that starts for the first time a sample configuration with several instruments. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineThreadData } from '../../../shared/contract/engineThread.ts';
import type { Logger } from '../../engine/ports.ts';
import { configurationName } from '../../infra/configuration/configurationSource.ts';

/** Without it the desk has the default configuration, with one instrument. */
export function giveSample(
  { dataFolder, resourceFolder }: Pick<EngineThreadData, 'dataFolder' | 'resourceFolder'>,
  logger: Logger,
): void {
  const file = join(dataFolder, configurationName);
  if (existsSync(join(dataFolder, 'events.db')) || existsSync(file)) return;
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    // A copy would have the rights of the sample, which everybody may read.
    writeFileSync(file, readFileSync(join(resourceFolder, 'sample-desk.json')), { flag: 'wx', mode: 0o600 });
    logger.log('info', 'the first start got a sample configuration', { file });
  } catch (error) {
    logger.log('warn', 'the first start got no sample configuration', { file, error: String(error) });
  }
}

/** Gives a desk that starts for the first time a sample configuration with several instruments. */
import { constants, copyFileSync, existsSync, mkdirSync } from 'node:fs';
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
    copyFileSync(join(resourceFolder, 'sample-desk.json'), file, constants.COPYFILE_EXCL);
    logger.log('info', 'the first start got a sample configuration', { file });
  } catch (error) {
    logger.log('warn', 'the first start got no sample configuration', { file, error: String(error) });
  }
}

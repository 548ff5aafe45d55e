/** Takes away other users' rights to the data folder, and logs it. */
import type { Logger } from '../engine/ports.ts';
import { tightenFolder } from '../infra/paths/ownerOnly.ts';

/** Called before anything in the folder is opened. */
export function tightenDataFolder(folder: string, logger: Logger): void {
  const { tightened, open } = tightenFolder(folder);
  if (tightened.length > 0) {
    logger.log('warn', 'other users could read the data folder; they can not any more', { tightened });
  }
  if (open.length > 0) logger.log('warn', 'other users may read from the data folder', { open });
}

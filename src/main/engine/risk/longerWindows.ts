/** Tells at a start which limits count in a longer time than the configuration says, because they have four eyes. */
import { countedLimits, windowWords } from '../../domain/controls/countingWindows.ts';
import type { Logger } from '../ports.ts';
import type { LimitBook } from './limitBook.ts';

export function tellLongerWindows(limits: Pick<LimitBook, 'windowOnRecord'>, logger: Logger): void {
  const longer = countedLimits.flatMap((limit) => {
    const window = limits.windowOnRecord(limit);
    return window?.configuredWindowMs === undefined ? [] : [`${limit} ${windowWords(window)}`];
  });
  if (longer.length > 0) logger.log('warn', 'limits count in a longer time', { limits: longer.join('; ') });
}

/** Puts together what changes limits, and what a configuration says about them. */
import type { Logger } from '../../ports.ts';
import type { AlertBook } from '../../alerts/alertBook.ts';
import { LimitChanges } from '../../risk/limitChanges.ts';
import { limitControl, type LimitControl, type LimitControlDependencies } from '../../risk/limitControl.ts';
import { tellLongerWindows } from '../../risk/longerWindows.ts';
import { tellLimitsNotSaid } from '../../risk/limitsNotSaid.ts';
import type { LiveConfiguration } from '../../settings/liveConfiguration.ts';

export interface LimitParts {
  readonly limits: LimitControl;
  /** Called at a start: puts on record for which limits the configuration asks for four eyes. */
  readonly pinLimits: () => Promise<void>;
  /** Called at a start: tells which limits the configuration leaves out. */
  readonly tellNotSaid: () => void;
  /** Called at a start, once it is on record: tells which limits count in a longer time than the configuration says. */
  readonly tellWindows: () => void;
}

export function createLimits(
  dependencies: Omit<LimitControlDependencies, 'changes'> & {
    readonly configuration: LiveConfiguration;
    readonly alerts: AlertBook;
    readonly logger: Logger;
  },
): LimitParts {
  const { configuration, limits: book, alerts, logger } = dependencies;
  const tellNotSaid = () => tellLimitsNotSaid(book.notSaid(), alerts);
  const changes = new LimitChanges({ ...dependencies, onChanged: tellNotSaid });
  const pinLimits = () => changes.pin();
  let before = configuration.risk;
  configuration.onChanged(() => {
    void changes.tighten(before, configuration.risk).then(pinLimits);
    before = configuration.risk;
    tellNotSaid();
  });
  const tellWindows = () => tellLongerWindows(book, logger);
  return { limits: limitControl({ ...dependencies, changes }), pinLimits, tellNotSaid, tellWindows };
}

/** Puts together what changes limits, and what a configuration says about them. */
import type { AlertBook } from '../../alerts/alertBook.ts';
import { LimitChanges } from '../../risk/limitChanges.ts';
import { limitControl, type LimitControl, type LimitControlDependencies } from '../../risk/limitControl.ts';
import { tellLimitsNotSaid } from '../../risk/limitsNotSaid.ts';
import type { LiveConfiguration } from '../../settings/liveConfiguration.ts';

export interface LimitParts {
  readonly limits: LimitControl;
  /** Called at a start: puts on record for which limits the configuration asks for four eyes. */
  readonly pinLimits: () => Promise<void>;
  /** Called at a start: tells which limits the configuration leaves out. */
  readonly tellNotSaid: () => void;
}

export function createLimits(
  dependencies: Omit<LimitControlDependencies, 'changes'> & {
    readonly configuration: LiveConfiguration;
    readonly alerts: AlertBook;
  },
): LimitParts {
  const { configuration, limits: book, alerts } = dependencies;
  const tellNotSaid = () => tellLimitsNotSaid(book.notSaid(), alerts);
  const changes = new LimitChanges({ ...dependencies, onChanged: tellNotSaid });
  const pinLimits = () => changes.pin();
  let before = configuration.risk;
  configuration.onChanged(() => {
    void changes.tighten(before, configuration.risk).then(pinLimits);
    before = configuration.risk;
    tellNotSaid();
  });
  return { limits: limitControl({ ...dependencies, changes }), pinLimits, tellNotSaid };
}

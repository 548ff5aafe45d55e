/** The operator's name and reason, as each action of a person carries them. */
import type { Actor } from '../../shared/kernel/ids.ts';

/** Who asks for something by hand, and why; both end in the audit trail. */
export interface OperatorContext {
  readonly actor: Actor;
  readonly reason: string;
}

/** The operator's name and reason, which each action of a person carries. */
import type { Actor } from '../../shared/kernel/ids.ts';

/** Who asks for an action, and why; the audit trail keeps both. */
export interface OperatorContext {
  readonly actor: Actor;
  readonly reason: string;
}

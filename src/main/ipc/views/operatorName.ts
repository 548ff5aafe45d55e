/** The operator as the window names them. */
import type { Actor } from '../../../shared/kernel/ids.ts';

const prefix = 'operator:';

/** `ak` of `operator:ak`. */
export function operatorName(actor: Actor): string {
  return actor.startsWith(prefix) ? actor.slice(prefix.length) : actor;
}

/** The operator's name as the window shows it. */
import type { Actor } from '../../../shared/kernel/ids.ts';

const prefix = 'operator:';

/** Gives `ak` for `operator:ak`. */
export function operatorName(actor: Actor): string {
  return actor.startsWith(prefix) ? actor.slice(prefix.length) : actor;
}

/** Lets in who shows this token, and nobody else. */
import { intakeActor } from '../../../../shared/kernel/ids.ts';
import type { Doorkeeper } from '../doorkeeper.ts';

export function keeperOf(token: string): Doorkeeper {
  const guest = { actor: intakeActor, mayStay: () => true };
  return { whoShows: (shown) => (shown === token ? guest : 'wrong') };
}

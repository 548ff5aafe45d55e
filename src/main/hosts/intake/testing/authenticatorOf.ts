/** Lets in who shows this token, and nobody else. */
import { intakeActor } from '../../../../shared/kernel/ids.ts';
import type { TokenAuthenticator } from '../tokenAuthenticator.ts';

export function authenticatorOf(token: string): TokenAuthenticator {
  const principal = { actor: intakeActor, mayStay: () => true };
  return { authenticate: (shown) => (shown === token ? principal : 'wrong') };
}

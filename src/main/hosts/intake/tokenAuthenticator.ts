/** Finds out who has shown a token at the intake: a named producer, or a program with the desk's shared token. */
import { timingSafeEqual } from 'node:crypto';
import { intakeActor, producerActor, type Actor } from '../../../shared/kernel/ids.ts';
import type { OwnSignals } from '../../domain/signal/ownSignals.ts';
import type { IntakeSettings } from '../../engine/configuration.ts';
import type { OperatorControl } from '../../engine/operators/operatorBook.ts';
import type { ProducerControl } from '../../engine/operators/producerBook.ts';
import type { TokenMaker } from '../../engine/ports.ts';

export interface Principal {
  actor(door: 'http' | 'websocket'): Actor;
  /** Absent: signals of every strategy and account. */
  readonly own?: OwnSignals;
  /** False once the token was taken away: open connections end then. */
  mayStay(): boolean;
}

/** `shared`: the desk has operators, so the shared token is not accepted. */
export type Authentication = Principal | 'wrong' | 'shared';

export interface TokenAuthenticator {
  /** The owner of this token. */
  authenticate(token: string): Authentication;
}

export interface TokenAuthenticatorDependencies {
  readonly producers: ProducerControl;
  readonly operators: Pick<OperatorControl, 'all'>;
  readonly tokens: TokenMaker;
  readonly settings: () => IntakeSettings;
}

export function tokenAuthenticator(
  { producers, operators, tokens, settings }: TokenAuthenticatorDependencies,
  sharedToken: string,
): TokenAuthenticator {
  const isSharedTaken = (): boolean => operators.all().size === 0 || settings().sharedToken === true;
  return {
    authenticate(token) {
      if (isSame(token, sharedToken)) {
        return isSharedTaken() ? { actor: intakeActor, mayStay: isSharedTaken } : 'shared';
      }
      const credential = tokens.credentialOf(token);
      const holder = producers.holderOf(credential);
      if (holder === undefined) return 'wrong';
      const { name, ofOperator = false, strategies, accounts } = holder;
      return {
        actor: (door) => producerActor(name, ofOperator, door),
        own: { ...(strategies && { strategies }), ...(accounts && { accounts }) },
        mayStay: () => producers.holderOf(credential)?.name === name,
      };
    },
  };
}

/** Takes the same time for every token, so that the time reveals nothing about it. */
function isSame(shown: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

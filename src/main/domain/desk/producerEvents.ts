/** What happens to the tokens of programs that send signals; events of the `desk` stream. No event has a token. */
import type { OwnSignals } from '../signal/ownSignals.ts';

export interface ProducerEventData {
  readonly ProducerAdded: OwnSignals & {
    readonly producer: string;
    /** The producer sends in the name of the operator with the same name. */
    readonly ofOperator?: true;
    /** SHA-256 of the token, which is random and too long to be guessed. */
    readonly credential: string;
    readonly reason: string;
  };
  readonly ProducerTokenRotated: {
    readonly producer: string;
    readonly credential: string;
    /** Until when the token before is valid, UTC. */
    readonly oldUntil: string;
    readonly reason: string;
  };
  readonly ProducerRemoved: { readonly producer: string; readonly reason: string };
}

/** Calls to the venue that wait for their answers. */
import { z } from 'zod';
import { VenueCallError, type VenueCallFailure } from '../../../../engine/ports.ts';
import type { AbortSignalLike } from '../../../../../shared/kernel/abortSignal.ts';
import type { Outgoing, SimConnection } from './simConnection.ts';
import { clientMessage, type ClientMessage, type VenueMessage } from '../wire/protocol.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
/** A message to the venue before it has its number. */
export type Request = WithoutId<ClientMessage>;
export type Answer = Extract<VenueMessage, { id: number }> | Extract<VenueMessage, { type: 'error' }>;

/**
 * How many calls may wait for an answer. A further call is refused without being sent, since so many waiting calls mean
 * that the venue does not answer.
 */
export const waitingCallsMax = 20_000;

/** What ends the wait for a call. */
interface WaitedFor {
  readonly answered: (answer: Answer) => void;
  readonly sent?: () => void;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: VenueCallError) => void;
  readonly outgoing: Outgoing;
}

export class SimCalls {
  private readonly connection: SimConnection;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(connection: SimConnection) {
    this.connection = connection;
  }

  /** Sends a request and resolves with its answer. Rejects with VenueCallError. */
  ask(request: Request, signal: AbortSignalLike): Promise<Answer> {
    return this.start<Answer>(request, signal, (resolve) => ({ answered: resolve }));
  }

  /** Sends a request and resolves once it is sent. Its outcome comes as a report. */
  async tell(request: Request, signal: AbortSignalLike): Promise<void> {
    await this.start<void>(request, signal, (resolve) => ({ answered: () => resolve(), sent: resolve }));
  }

  /** Hands an answer to the call with this number, which waits for it; false when no call does any more. */
  settle(id: number, answer: Answer): boolean {
    const waiting = this.waiting.get(id);
    if (waiting === undefined) return false;
    if (answer.type === 'error' && answer.about === undefined) {
      waiting.reject(new VenueCallError('refused', false, `${answer.code}: ${answer.message}`));
    } else waiting.resolve(answer);
    return true;
  }

  /** Rejects every waiting call after the connection was lost: no answer can come over it. */
  failAll(reason: string): void {
    for (const { reject, outgoing } of this.waiting.values()) {
      reject(new VenueCallError('connection_lost', outgoing.status === 'sent', reason));
    }
  }

  private start<Outcome>(
    request: Request,
    signal: AbortSignalLike,
    waitFor: (resolve: (outcome: Outcome) => void) => WaitedFor,
  ): Promise<Outcome> {
    if (signal.aborted) return refuse('timeout', 'aborted before it was sent');
    if (!this.connection.confirmed) return refuse('not_connected', 'the venue is not connected');
    if (this.waiting.size >= waitingCallsMax) {
      return refuse('protocol', `${waitingCallsMax} calls wait already`);
    }
    const id = ++this.lastId;
    const message = clientMessage.safeParse({ ...request, id });
    if (!message.success) {
      return refuse('refused', `the venue would not understand it: ${z.prettifyError(message.error)}`);
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        const wasSent = outgoing.status === 'sent';
        if (!wasSent) outgoing.status = 'withdrawn';
        finish(() => reject(new VenueCallError('timeout', wasSent, 'aborted while waiting for the venue')));
      };
      const finish = (settle: () => void) => {
        this.waiting.delete(id);
        signal.removeEventListener('abort', onAbort);
        settle();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const { answered, sent } = waitFor(resolve);
      const onSent = sent && (() => finish(sent));
      const outgoing = this.connection.send(`${JSON.stringify(message.data)}\n`, onSent);
      this.waiting.set(id, {
        resolve: (answer) => finish(() => answered(answer)),
        reject: (error) => finish(() => reject(error)),
        outgoing,
      });
    });
  }
}

function refuse(failure: VenueCallFailure, message: string): Promise<never> {
  return Promise.reject(new VenueCallError(failure, false, message));
}

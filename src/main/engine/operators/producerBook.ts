/** The programs that may send signals over the network, as the events say. A change counts once it is on disk. */
import type { Actor, AccountId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { epochMicros, formatMicros } from '../../../shared/kernel/time.ts';
import {
  decideProducer,
  evolveProducers,
  holderOf,
  type Producer,
  type ProducerCommand,
  type Producers,
} from '../../domain/producer/producers.ts';
import type { OwnSignals } from '../../domain/signal/ownSignals.ts';
import { DeskBook } from '../events/desk/deskBook.ts';
import type { DeskChangesDependencies } from '../events/desk/deskChanges.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Clock } from '../ports.ts';
import type { OperatorControl } from './operatorBook.ts';

/** The producers as the hosts see them. */
export interface ProducerControl {
  /** By name, in the order in which they were added. */
  all(): Producers;
  /**
   * Adds a producer whose token has this hash. One with the name of an operator sends in that operator's name. Refusals:
   * those of decideProducer, `account_unknown` and `store_unavailable`.
   */
  add(
    producer: string,
    profile: OwnSignals & { readonly credential: string },
    context: OperatorContext,
  ): Promise<Result<void, Refusal>>;
  /**
   * Gives the producer another token; the old one stays valid for so many minutes. Returns when the old token ends,
   * UTC.
   */
  rotate(
    producer: string,
    change: { readonly credential: string; readonly oldMinutes: number },
    context: OperatorContext,
  ): Promise<Result<string, Refusal>>;
  remove(producer: string, context: OperatorContext): Promise<Result<void, Refusal>>;
  /**
   * The producer whose token has this hash now; undefined for an unknown token, and where the producer's operator was
   * removed.
   */
  holderOf(credential: string): Producer | undefined;
}

export interface ProducerBookDependencies extends DeskChangesDependencies {
  readonly clock: Clock;
  readonly operators: Pick<OperatorControl, 'all'>;
  readonly configuration: { readonly accounts: readonly AccountId[] };
}

const microsPerMinute = 60_000_000;

export class ProducerBook extends DeskBook<ProducerBookDependencies> implements ProducerControl {
  private producers: Producers = new Map();

  all(): Producers {
    return this.producers;
  }

  async add(
    producer: string,
    profile: OwnSignals & { readonly credential: string },
    { actor, reason }: OperatorContext,
  ): Promise<Result<void, Refusal>> {
    const { operators, configuration } = this.dependencies;
    const unknown = profile.accounts?.find((account) => !configuration.accounts.includes(account));
    if (unknown !== undefined) return err(unknownAccount(unknown, configuration.accounts));
    const ofOperator = operators.all().has(producer) && { ofOperator: true as const };
    return this.change({ type: 'add', producer, ...profile, ...ofOperator, reason }, actor);
  }

  async rotate(
    producer: string,
    { credential, oldMinutes }: { readonly credential: string; readonly oldMinutes: number },
    { actor, reason }: OperatorContext,
  ): Promise<Result<string, Refusal>> {
    const now = this.dependencies.clock.now();
    const oldUntil = formatMicros(epochMicros(now + oldMinutes * microsPerMinute));
    const changed = await this.change({ type: 'rotate', producer, credential, oldUntil, reason }, actor);
    return changed.ok ? ok(oldUntil) : changed;
  }

  remove(producer: string, { actor, reason }: OperatorContext): Promise<Result<void, Refusal>> {
    return this.change({ type: 'remove', producer, reason }, actor);
  }

  holderOf(credential: string): Producer | undefined {
    return holderOf(this.producers, credential, formatMicros(this.dependencies.clock.now()));
  }

  private change(command: ProducerCommand, actor: Actor): Promise<Result<void, Refusal>> {
    return this.changes.inTurn(async () => {
      const decided = decideProducer(this.producers, command);
      return decided.ok ? this.changes.record([decided.value], actor) : decided;
    });
  }

  protected apply(event: StoredEvent): void {
    this.producers = evolveProducers(this.producers, event);
  }
}

function unknownAccount(actual: string, accounts: readonly AccountId[]): Refusal {
  const message = `the configuration has no account ${actual}`;
  return { code: 'account_unknown', message, field: 'accounts', actual, expected: accounts.join(', ') };
}

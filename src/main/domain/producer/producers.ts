/**
 * The programs that may send signals over the network, each under a name with a token of its own: what changes them,
 * and what is refused. A token is 256 random bits, so the hash in an event reveals nothing about it.
 */
import { assertNever } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { DeskEvent } from '../desk/deskEvents.ts';
import type { DomainEvent } from '../domainEvent.ts';
import { isProfileName, profileNameExpectation } from '../operator/operators.ts';
import type { OwnSignals } from '../signal/ownSignals.ts';

export interface Producer extends OwnSignals {
  readonly name: string;
  /** It sends in the name of the operator with this name, and ends with that profile. */
  readonly ofOperator?: true;
  /** That operator's profile was removed; a later operator with the same name is another person. */
  readonly isOver?: true;
  /** Hash of the token. */
  readonly credential: string;
  /** The token before, and until when it is valid, UTC. */
  readonly old?: { readonly credential: string; readonly until: string };
}

/** By name, in the order in which they were added. */
export type Producers = ReadonlyMap<string, Producer>;

export type ProducerCommand = { readonly producer: string; readonly reason: string } & (
  | ({ readonly type: 'add'; readonly credential: string; readonly ofOperator?: true } & OwnSignals)
  /** The token before is valid until `oldUntil`, UTC. */
  | { readonly type: 'rotate'; readonly credential: string; readonly oldUntil: string }
  | { readonly type: 'remove' }
);

export function evolveProducers(producers: Producers, event: DomainEvent): Producers {
  switch (event.type) {
    case 'ProducerAdded': {
      const { producer: name, reason: _reason, ...profile } = event.data;
      return new Map(producers).set(name, { name, ...profile });
    }
    case 'ProducerTokenRotated': {
      const { producer, credential, oldUntil: until } = event.data;
      const before = producers.get(producer);
      if (before === undefined) return producers;
      return new Map(producers).set(producer, {
        ...before,
        credential,
        old: { credential: before.credential, until },
      });
    }
    case 'OperatorRemoved': {
      const { operator: name } = event.data;
      const own = producers.get(name);
      return own?.ofOperator === true ? new Map(producers).set(name, { ...own, isOver: true }) : producers;
    }
    case 'ProducerRemoved':
      return new Map([...producers].filter(([name]) => name !== event.data.producer));
    default:
      return producers;
  }
}

/** Refusals: `producer_name_invalid`, `producer_known`, `producer_unknown`, `producer_over`. */
export function decideProducer(producers: Producers, command: ProducerCommand): Result<DeskEvent, Refusal> {
  const { producer, reason } = command;
  if (command.type === 'add') {
    const { type: _type, ...profile } = command;
    const refusal = whyNotAdded(producers, producer);
    return refusal === undefined ? ok({ type: 'ProducerAdded', data: profile }) : err(refusal);
  }
  const known = producers.get(producer);
  if (known === undefined) {
    return err(refused('producer_unknown', `there is no producer ${producer}`, producer));
  }
  switch (command.type) {
    case 'rotate': {
      if (known.isOver === true) return err(over(producer));
      const { credential, oldUntil } = command;
      return ok({ type: 'ProducerTokenRotated', data: { producer, credential, oldUntil, reason } });
    }
    case 'remove':
      return ok({ type: 'ProducerRemoved', data: { producer, reason } });
    default:
      return assertNever(command);
  }
}

/** The producer whose token has this hash at that time, UTC. */
export function holderOf(producers: Producers, credential: string, now: string): Producer | undefined {
  return [...producers.values()].find(
    ({ credential: current, old, isOver }) =>
      isOver !== true && (current === credential || (old?.credential === credential && old.until > now)),
  );
}

function whyNotAdded(producers: Producers, name: string): Refusal | undefined {
  if (!isProfileName(name)) {
    const message = `${name} can not be the name of a producer: ${profileNameExpectation}`;
    return { ...refused('producer_name_invalid', message, name), expected: profileNameExpectation };
  }
  const known = producers.get(name);
  if (known === undefined || known.isOver === true) return undefined;
  return refused('producer_known', `there is a producer ${name} already`, name);
}

function over(name: string): Refusal {
  const message = `the token in the name of the operator ${name} ended with that profile; give another one: desk tokens add ${name}`;
  return refused('producer_over', message, name);
}

function refused(code: string, message: string, actual: string): Refusal {
  return { code, message, field: 'producer', actual };
}

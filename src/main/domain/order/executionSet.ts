/**
 * The executions of an order as a value: what adds one gives another set, and the set before stays as it is. An order may
 * have tens of thousands of them, and each event makes a new state, so sets share what they have in common.
 *
 * The parts are maps, each larger than all that are newer: adding one copies a map of n only after n others (the
 * logarithmic method of Bentley and Saxe 1980), and finding one asks as many maps as n has binary digits.
 */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { ExecutionId } from '../../../shared/kernel/ids.ts';

/** An execution in the version that stands; the versions before are in the events. */
export interface Execution {
  /** The ids of all its versions, oldest first. The venue may name any of them. */
  readonly ids: readonly ExecutionId[];
  /** Zero once the venue has taken the execution back. */
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** An operator gave it, and the venue has not confirmed it. */
  readonly byHand?: true;
}

type Part = ReadonlyMap<ExecutionId, Execution>;

export class ExecutionSet implements Iterable<Execution> {
  /** By the id of each version, the oldest first. */
  private readonly parts: readonly Part[];
  /** Executions that an operator gave and the venue has not confirmed. */
  readonly byHand: readonly Execution[];

  constructor(parts: readonly Part[] = [], byHand: readonly Execution[] = []) {
    this.parts = parts;
    this.byHand = byHand;
  }

  /** How many executions there are, including those that no longer stand. */
  get size(): number {
    let size = 0;
    for (const _one of this) size += 1;
    return size;
  }

  *[Symbol.iterator](): Iterator<Execution> {
    for (const part of this.parts) {
      for (const [id, execution] of part) if (execution.ids[0] === id) yield execution;
    }
  }

  /** The execution with this id as one of its versions. */
  get(id: ExecutionId): Execution | undefined {
    for (let i = this.parts.length - 1; i >= 0; i--) {
      const execution = this.parts[i]?.get(id);
      if (execution !== undefined) return execution;
    }
    return undefined;
  }

  /** The set with this execution in the place of all that share an id with it. */
  with(execution: Execution): ExecutionSet {
    const replaced = new Set<ExecutionId>();
    for (const id of execution.ids) for (const known of this.get(id)?.ids ?? []) replaced.add(known);
    const parts =
      replaced.size === 0 ? [...this.parts] : this.parts.flatMap((part) => without(part, replaced));
    let newest: Part = new Map(execution.ids.map((id) => [id, execution]));
    for (let last = parts.at(-1); last !== undefined && last.size <= newest.size; last = parts.at(-1)) {
      newest = new Map([...last, ...newest]);
      parts.pop();
    }
    const byHand = this.byHand.filter(({ ids }) => !ids.some((id) => replaced.has(id)));
    if (execution.byHand === true) byHand.push(execution);
    return new ExecutionSet([...parts, newest], byHand);
  }
}

/** The part without these ids, in a list that is empty where nothing is left. */
function without(part: Part, ids: ReadonlySet<ExecutionId>): readonly Part[] {
  let isTouched = false;
  for (const id of ids) isTouched ||= part.has(id);
  if (!isTouched) return [part];
  const rest = new Map([...part].filter(([id]) => !ids.has(id)));
  return rest.size === 0 ? [] : [rest];
}

/** A set of executions answers as a plain list does, and no set changes once it is made. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { ExecutionId } from '../../../shared/kernel/ids.ts';
import { ExecutionSet, type Execution } from './executionSet.ts';

const id = fc.integer({ min: 0, max: 40 }).map((n) => `x${n}` as ExecutionId);
const execution: fc.Arbitrary<Execution> = fc.record(
  {
    ids: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }),
    quantity: fc.constantFrom(decimal('0'), decimal('1')),
    price: fc.constant(decimal('1400')),
    byHand: fc.constant(true as const),
  },
  { requiredKeys: ['ids', 'quantity', 'price'] },
);
/** The base is any set made before: two sets may grow from the same one. */
const steps = fc.array(fc.tuple(fc.nat(), execution), { maxLength: 60, size: 'max' });

it('holds what a list would hold, in every set that was made', () => {
  fc.assert(
    fc.property(steps, (added) => {
      const sets = [new ExecutionSet()];
      const lists: (readonly Execution[])[] = [[]];
      for (const [at, one] of added) {
        const base = at % sets.length;
        const list = lists[base] ?? [];
        sets.push((sets[base] as ExecutionSet).with(one));
        lists.push([...list.filter(({ ids }) => !ids.some((known) => one.ids.includes(known))), one]);
      }
      const seen = sets.map((set) => ({ all: [...set], byHand: set.byHand, size: set.size }));
      const wanted = lists.map((all) => ({
        all,
        byHand: all.filter(({ byHand }) => byHand),
        size: all.length,
      }));
      expect(seen).toEqual(wanted);
      const ids = Array.from({ length: 41 }, (_one, n) => `x${n}` as ExecutionId);
      expect(sets.map((set) => ids.map((each) => set.get(each)))).toEqual(
        lists.map((all) => ids.map((each) => all.find((one) => one.ids.includes(each)))),
      );
    }),
  );
});

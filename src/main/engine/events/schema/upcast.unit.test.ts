import { describe, expect, it } from 'vitest';
import { createUpcasters, type Upcaster } from './upcast.ts';

const step = (from: [string, number], to: [string, number], upcast: Upcaster['upcast']): Upcaster => ({
  from: { type: from[0], schemaVersion: from[1] },
  to: { type: to[0], schemaVersion: to[1] },
  upcast,
});
const mark = (name: string) => (data: unknown) => ({ ...(data as object), [name]: true });

describe('upcasting', () => {
  it('takes an event through every step to the present, and leaves the old data alone', () => {
    const upcasters = createUpcasters([
      step(['Filled', 2], ['Filled', 3], mark('third')),
      step(['Filled', 1], ['Filled', 2], mark('second')),
    ]);
    const data = Object.freeze({ first: true });
    expect(upcasters.toCurrent({ type: 'Filled', schemaVersion: 1, data })).toEqual({
      type: 'Filled',
      schemaVersion: 3,
      data: { first: true, second: true, third: true },
    });
    expect(upcasters.schemaVersionOf('Filled')).toBe(3);
  });

  it('follows a type to its new name', () => {
    const upcasters = createUpcasters([
      step(['Executed', 1], ['Filled', 1], mark('renamed')),
      step(['Filled', 1], ['Filled', 2], mark('second')),
    ]);
    expect(upcasters.toCurrent({ type: 'Executed', schemaVersion: 1, data: {} })).toEqual({
      type: 'Filled',
      schemaVersion: 2,
      data: { renamed: true, second: true },
    });
    expect(upcasters.storedTypesOf('Filled')).toEqual(['Filled', 'Executed']);
    expect(upcasters.storedTypesOf('Executed')).toEqual(['Executed']);
  });

  it('leaves a type that never changed at version 1', () => {
    const upcasters = createUpcasters([]);
    const form = { type: 'Filled', schemaVersion: 1, data: {} };
    expect(upcasters.toCurrent(form)).toBe(form);
    expect(upcasters.schemaVersionOf('Filled')).toBe(1);
  });

  it.each([
    ['two steps from one form', [step(['A', 1], ['A', 2], mark('x')), step(['A', 1], ['A', 3], mark('y'))]],
    ['a step that does not lead upwards', [step(['A', 2], ['A', 2], mark('x'))]],
    [
      'names that lead in a circle',
      [step(['A', 1], ['B', 1], mark('x')), step(['B', 1], ['A', 1], mark('y'))],
    ],
  ])('refuses %s', (_what, steps) => {
    expect(() => createUpcasters(steps)).toThrow('step');
  });
});

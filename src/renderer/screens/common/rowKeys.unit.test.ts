import { expect, test } from 'vitest';
import { rowKeys } from './rowKeys.ts';

const ids = ['a', 'b', 'c'];

function press(key: string, cursor: string | undefined) {
  const did: string[] = [];
  const choose = (id: string | undefined): void => void did.push(`choose ${id}`);
  const keys = rowKeys({ ids, cursor, choose, acts: { Enter: () => did.push('open') } });
  return { taken: keys({ key }, 10), did };
}

test('Escape lets go of the row, and is not taken while there is none', () => {
  expect(press('Escape', 'b')).toEqual({ taken: true, did: ['choose undefined'] });
  expect(press('Escape', undefined)).toEqual({ taken: false, did: [] });
});

test('a key acts on the chosen row, and on none that the table does not show', () => {
  expect(press('Enter', 'b')).toEqual({ taken: true, did: ['open'] });
  expect(press('Enter', 'gone').did).not.toContain('open');
  expect(press('Enter', undefined).did).not.toContain('open');
});

test('arrows move to another row, and letters are left to others', () => {
  expect(press('ArrowDown', 'b')).toEqual({ taken: true, did: ['choose c'] });
  expect(press('x', 'b')).toEqual({ taken: false, did: [] });
});

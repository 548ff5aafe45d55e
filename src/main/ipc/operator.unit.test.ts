import { expect, test } from 'vitest';
import { operatorActor, operatorName } from './operator.ts';

test('the operator is the user of the operating system', () => {
  expect(operatorName()).not.toBe('');
  expect(operatorActor(operatorName())).toMatch(/^operator:/);
});

test.each([
  ['ak', 'operator:ak'],
  ['Anna Kreß', 'operator:Anna-Kre-'],
  ['DESK\\ak', 'operator:DESK-ak'],
  ['', 'operator:unknown'],
])('the user %j acts as %s', (name, actor) => {
  expect(operatorActor(name)).toBe(actor);
});

test('a user name of any length makes an actor', () => {
  expect(operatorActor('x'.repeat(300))).toHaveLength(64);
});

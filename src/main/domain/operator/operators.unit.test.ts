import { describe, expect, test } from 'vitest';
import { decideOperator, evolveOperators, type OperatorCommand, type Operators } from './operators.ts';

const reason = 'test';
const add = (operator: string, role: 'administrator' | 'trader'): OperatorCommand => ({
  type: 'add',
  operator,
  role,
  credential: 'c1',
  reason,
});

function after(...commands: readonly OperatorCommand[]): Operators {
  return commands.reduce<Operators>((operators, command) => {
    const decided = decideOperator(operators, command, new Set(['Rob', 'ak']));
    if (!decided.ok) throw new Error(decided.error.code);
    return evolveOperators(operators, decided.value);
  }, new Map());
}

const codeOf = (operators: Operators, command: OperatorCommand): string => {
  const decided = decideOperator(operators, command, new Set(['Rob', 'ak']));
  return decided.ok ? 'done' : decided.error.code;
};

describe('the first operator', () => {
  test('is an administrator', () => {
    expect(codeOf(new Map(), add('tom', 'trader'))).toBe('first_not_administrator');
    expect(codeOf(new Map(), add('eva', 'administrator'))).toBe('done');
  });
});

describe('the last administrator', () => {
  const operators = after(add('eva', 'administrator'), add('tom', 'trader'));

  test('is neither removed nor given another role', () => {
    expect(codeOf(operators, { type: 'remove', operator: 'eva', reason })).toBe('last_administrator');
    expect(codeOf(operators, { type: 'changeRole', operator: 'eva', role: 'trader', reason })).toBe(
      'last_administrator',
    );
  });

  test('goes once there is another one', () => {
    const two = after(add('eva', 'administrator'), add('ida', 'administrator'));
    const one = evolveOperators(two, {
      type: 'OperatorRemoved',
      data: { operator: 'eva', role: 'administrator', reason },
    });
    expect([...one.keys()]).toEqual(['ida']);
    expect(codeOf(two, { type: 'remove', operator: 'eva', reason })).toBe('done');
  });
});

test('a name by which a user of the machine has acted without a login is given to nobody', () => {
  expect(codeOf(new Map(), add('ak', 'administrator'))).toBe('operator_name_of_user');
  expect(codeOf(after(add('eva', 'administrator')), add('rob', 'trader'))).toBe('operator_name_of_user');
});

test('a name is known once, and an unknown one changes nothing', () => {
  const operators = after(add('eva', 'administrator'));
  expect(codeOf(operators, add('eva', 'trader'))).toBe('operator_known');
  expect(codeOf(operators, { type: 'remove', operator: 'tom', reason })).toBe('operator_unknown');
  expect(codeOf(operators, { type: 'changeRole', operator: 'eva', role: 'administrator', reason })).toBe(
    'role_unchanged',
  );
});

test.each(['', 'Eva', 'nobody', 'e@control', 'e va', '-eva', 'e'.repeat(33), 'evä'])(
  '%j is no name of an operator',
  (name) => {
    expect(codeOf(new Map(), add(name, 'administrator'))).toBe('operator_name_invalid');
  },
);

test('a new password keeps the role, and a new role the password', () => {
  const operators = after(
    add('eva', 'administrator'),
    add('tom', 'trader'),
    { type: 'changePassword', operator: 'tom', credential: 'c2', reason },
    { type: 'changeRole', operator: 'tom', role: 'risk_officer', reason },
  );
  expect(operators.get('tom')).toEqual({ name: 'tom', role: 'risk_officer', credential: 'c2' });
});

/** What changes the profiles of operators. Each action resolves with a sentence when it failed. */
import type { ApiInput } from '../../shared/contract/api.ts';
import { standingWords } from '../../shared/kernel/roles.ts';
import { command, type Failure } from './actions.ts';

export const addOperator = (input: ApiInput<'addOperator'>): Promise<Failure> =>
  command('addOperator', input, `${input.operator} is ${standingWords(input.role)} now`);
export const changeOperatorRole = (input: ApiInput<'changeOperatorRole'>): Promise<Failure> =>
  command('changeOperatorRole', input, `${input.operator} is ${standingWords(input.role)} now`);
export const resetPassword = (input: ApiInput<'resetPassword'>): Promise<Failure> =>
  command(
    'resetPassword',
    input,
    `${input.operator} has another password: every session of theirs has ended`,
  );
export const removeOperator = (input: ApiInput<'removeOperator'>): Promise<Failure> =>
  command('removeOperator', input, `${input.operator} is no operator any more`);
export const changeOwnPassword = (input: ApiInput<'changeOwnPassword'>): Promise<Failure> =>
  command('changeOwnPassword', input, 'Your password is changed: log in with the new one');

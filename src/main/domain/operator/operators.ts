/** The profiles of the desk's operators: what changes them, and what is refused. */
import { personOf, type Actor } from '../../../shared/kernel/ids.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { standingWords, type Role, type Standing } from '../../../shared/kernel/roles.ts';
import type { DeskEvent } from '../desk/deskEvents.ts';
import type { DomainEvent } from '../domainEvent.ts';

export interface Operator {
  readonly name: string;
  readonly role: Role;
  readonly credential: string;
}

/** By name. Without any, the person at the keyboard needs no password and may do everything. */
export type Operators = ReadonlyMap<string, Operator>;

/** What changes a profile; `reason` is kept with it. */
export type OperatorCommand = { readonly operator: string; readonly reason: string } & (
  | { readonly type: 'add'; readonly role: Role; readonly credential: string }
  | { readonly type: 'changeRole'; readonly role: Role }
  | { readonly type: 'changePassword'; readonly credential: string }
  | { readonly type: 'remove' }
);

/** A person without a login is recorded as `operator:nobody`. */
export const nobodyName = 'nobody';
/** The user who owns the data folder, where that user sets a password without a login. */
export const ownerName = 'owner';

const namePattern = /^[a-z0-9][a-z0-9._-]{0,31}$/;
export const profileNameExpectation =
  'expected 1 to 32 lower-case letters, digits and . _ -, starting with a letter or digit';

/** Whether an operator or a producer can have this name. */
export function isProfileName(name: string): boolean {
  return namePattern.test(name) && ![nobodyName, ownerName].includes(name);
}

export function evolveOperators(operators: Operators, event: DomainEvent): Operators {
  switch (event.type) {
    case 'OperatorAdded': {
      const { operator: name, role, credential } = event.data;
      return new Map(operators).set(name, { name, role, credential });
    }
    case 'OperatorRoleChanged':
      return changed(operators, event.data.operator, { role: event.data.to });
    case 'OperatorPasswordChanged':
      return changed(operators, event.data.operator, { credential: event.data.credential });
    case 'OperatorRemoved':
      return new Map([...operators].filter(([name]) => name !== event.data.operator));
    default:
      return operators;
  }
}

/** Programs and the engine itself have no profile. */
export function standingIn(operators: Operators, actor: Actor): Standing {
  if (operators.size === 0) return 'administrator';
  return operators.get(personOf(actor) ?? nobodyName)?.role ?? 'nobody';
}

function changed(operators: Operators, name: string, change: Partial<Operator>): Operators {
  const before = operators.get(name);
  return before === undefined ? operators : new Map(operators).set(name, { ...before, ...change });
}

/**
 * `users` are the machine's users who acted under the names of their accounts, before the desk had operators. Refusals:
 * `operator_name_invalid`, `operator_known`, `operator_name_of_user`, `operator_unknown`, `first_not_administrator`,
 * `last_administrator`, `role_unchanged`.
 */
export function decideOperator(
  operators: Operators,
  command: OperatorCommand,
  users: ReadonlySet<string>,
): Result<DeskEvent, Refusal> {
  const { operator, reason } = command;
  if (command.type === 'add') {
    const refusal = whyNotAdded(operators, operator, command.role) ?? whyAmbiguous(operator, users);
    if (refusal !== undefined) return err(refusal);
    const { role, credential } = command;
    return ok({ type: 'OperatorAdded', data: { operator, role, credential, reason } });
  }
  const known = operators.get(operator);
  if (known === undefined) {
    return err(refused('operator_unknown', `there is no operator ${operator}`, operator));
  }
  switch (command.type) {
    case 'changePassword':
      return ok({
        type: 'OperatorPasswordChanged',
        data: { operator, credential: command.credential, reason },
      });
    case 'changeRole': {
      const { role: from } = known;
      const { role: to } = command;
      if (from === to) {
        return err(refused('role_unchanged', `${operator} is ${standingWords(to)} already`, to));
      }
      if (isLastAdministrator(operators, operator)) return err(lastAdministrator(operator));
      return ok({ type: 'OperatorRoleChanged', data: { operator, from, to, reason } });
    }
    case 'remove':
      if (isLastAdministrator(operators, operator)) return err(lastAdministrator(operator));
      return ok({ type: 'OperatorRemoved', data: { operator, role: known.role, reason } });
    default:
      return assertNever(command);
  }
}

function whyNotAdded(operators: Operators, name: string, role: Role): Refusal | undefined {
  if (!isProfileName(name)) {
    const message = `${name} can not be the name of an operator: ${profileNameExpectation}`;
    return { ...refused('operator_name_invalid', message, name), expected: profileNameExpectation };
  }
  if (operators.has(name)) return refused('operator_known', `there is an operator ${name} already`, name);
  if (operators.size > 0 || role === 'administrator') return undefined;
  const message =
    'the first operator must be an administrator: from then on every door asks for a login, and somebody must be able to add the others';
  return { ...refused('first_not_administrator', message, role), expected: 'administrator' };
}

/** The record tells persons apart only by their names, so two names may not differ only in upper and lower case. */
function whyAmbiguous(name: string, users: ReadonlySet<string>): Refusal | undefined {
  const user = [...users].find((one) => one.toLowerCase() === name);
  if (user === undefined) return undefined;
  const message = `${name} can not be the name of an operator: the user ${user} of this machine has acted by that name without a login, and the record could not tell the two apart; choose another name, such as ${name}-2`;
  return refused('operator_name_of_user', message, name);
}

/** A desk without an administrator could never change its operators again. */
function isLastAdministrator(operators: Operators, name: string): boolean {
  const administrators = [...operators.values()].filter(({ role }) => role === 'administrator');
  return administrators.length === 1 && administrators[0]?.name === name;
}

function lastAdministrator(name: string): Refusal {
  const message = `${name} is the only administrator; make another operator administrator first`;
  return refused('last_administrator', message, name);
}

function refused(code: string, message: string, actual: string): Refusal {
  return { code, message, field: code === 'role_unchanged' ? 'role' : 'operator', actual };
}

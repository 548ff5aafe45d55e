/** `desk operators`: the profiles of the people who may act on the desk. */
import type { Api } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';
import { roles, standingWords, type Role } from '../../../../../shared/kernel/roles.ts';
import { personActor } from '../../../../../shared/kernel/ids.ts';
import { ownerName } from '../../../../domain/operator/operators.ts';
import { ownFolder, tell, tellFault, tellReply, type Call } from '../../desk/call.ts';
import { configurationOf, openDesk } from '../../desk/openDesk.ts';
import { onDesk } from '../../desk/reachDesk.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import {
  commandGroup,
  deskCommand,
  oneOf,
  operatingCommand,
  withConfig,
  type OperatingOptions,
} from '../commandLine.ts';
import { newPassword } from './newPassword.ts';

const passwordHelp = `
The new password is asked for, twice on a terminal; without one it is a line of the input. It has 12 to 256 characters.`;

const listCommand = deskCommand({
  name: 'list',
  about: 'the operators with their roles',
  declare: withConfig,
  work: (call: Call) =>
    onDesk(call, async (api) => {
      const listed = await api.listOperators({});
      if (!listed.ok) return listed;
      for (const one of listed.value.operators) {
        const { operator, role, lastLoginAt = 'never', sessions } = one;
        const words = `${operator}  ${standingWords(role)}  last login ${lastLoginAt}`;
        await tell(call, one, sessions === 0 ? words : `${words}  ${counted(sessions, 'session')} open`);
      }
      if (listed.value.operators.length === 0) {
        call.io.note('desk: no operators: the user of this machine may do everything, without a password');
      }
      return exitCode.done;
    }),
});

const addCommand = operatingCommand({
  name: 'add',
  about: 'add an operator; the first is an administrator, and from then on every door asks for a login',
  help: passwordHelp,
  declare: (command) =>
    command
      .argument('<name>', 'lower-case letters, digits and . _ -')
      .requiredOption('--role <role>', roles.join(', '), oneOf(roles)),
  work: (call: Call, operator: string, { role, reason }: OperatingOptions & { readonly role: Role }) =>
    change(call, `${operator} is ${standingWords(role)} now`, async (api) =>
      api.addOperator({ operator, role, password: await newPassword(call), reason }),
    ),
});

const roleCommand = operatingCommand({
  name: 'role',
  about: 'give an operator another role, which counts at once',
  declare: (command) =>
    command.argument('<name>', 'the operator').argument('<role>', roles.join(', '), oneOf(roles)),
  work: (call: Call, operator: string, role: Role, { reason }: OperatingOptions) =>
    change(call, `${operator} is ${standingWords(role)} now`, (api) =>
      api.changeOperatorRole({ operator, role, reason }),
    ),
});

const removeCommand = operatingCommand({
  name: 'remove',
  about: 'remove an operator, whose sessions end at once',
  declare: (command) => command.argument('<name>', 'the operator'),
  work: (call: Call, operator: string, { reason }: OperatingOptions) =>
    change(call, `${operator} may not log in any more`, (api) => api.removeOperator({ operator, reason })),
});

const resetCommand = operatingCommand({
  name: 'password',
  about: 'give an operator a new password; their sessions end',
  help: passwordHelp,
  declare: (command) => command.argument('<name>', 'the operator'),
  work: (call: Call, operator: string, { reason }: OperatingOptions) =>
    change(call, `${operator} has a new password`, async (api) =>
      api.resetPassword({ operator, password: await newPassword(call), reason }),
    ),
});

const recoverCommand = operatingCommand({
  name: 'recover',
  about: 'give an operator a new password without a login, while no engine runs',
  help: `
For a desk whose passwords are lost. Whoever owns the data folder may do it, because that user could change its files
anyway; the event says so.${passwordHelp}`,
  declare: (command) => command.argument('<name>', 'the operator, an administrator as a rule'),
  work: recover,
});

export const operatorsCommand = commandGroup(
  'operators',
  'the people who may act on the desk, and their roles',
  [listCommand, addCommand, roleCommand, removeCommand, resetCommand, recoverCommand],
);

function change(call: Call, text: string, ask: (api: Api) => Promise<Reply<unknown>>): Promise<ExitCode> {
  return onDesk(call, async (api) => tellReply(call, await ask(api), () => [{ done: true }, text]));
}

async function recover(call: Call, operator: string, { reason }: OperatingOptions): Promise<ExitCode> {
  const folder = ownFolder(call);
  const { host, json } = call;
  const opened = await openDesk({
    folder,
    host,
    market: 'held',
    json,
    ...(await configurationOf(call.config, folder)),
  });
  if (!opened.ok) return tellFault(call, opened.error);
  const { runtime, close } = opened.value;
  const command = { type: 'changePassword', operator, reason } as const;
  const owner = personActor(ownerName, 'control');
  const changed = await runtime.logins.changeWithPassword(command, await newPassword(call), owner);
  await close(`${host} is done`);
  if (!changed.ok) return tellFault(call, changed.error);
  await tell(call, { done: true }, `${operator} has a new password`);
  return exitCode.done;
}

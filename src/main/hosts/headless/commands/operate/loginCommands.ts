/**
 * `desk login`, `desk logout` and `desk password`: a session for the commands that follow, and the caller's own
 * password.
 */
import { ownFolder, tell, tellReply, type Call } from '../../desk/call.ts';
import { keepSession, passwordOf } from '../../desk/identify.ts';
import { onDesk, onRunning } from '../../desk/reachDesk.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { deskCommand, withConfig } from '../commandLine.ts';
import { newPassword } from './newPassword.ts';

export const loginCommand = deskCommand({
  name: 'login',
  about: 'log in at the engine that runs; the commands that follow act in this name',
  help: `
The password is asked for; without a terminal it is the first line of the input. The session stands in the file
session.token of the data folder, which only its owner may read. It ends with desk logout, after the hours of the
configuration, and with the engine.`,
  declare: (command) => command.argument('<name>', 'the name of the operator'),
  work: (call: Call, operator: string) =>
    onRunning(call, async (api) => {
      const password = await passwordOf(call, `Password of ${operator}: `);
      if (!password.ok) return { ok: false, fault: password.error };
      const entered = await api.login({ operator, password: password.value, keep: true });
      if (!entered.ok) return entered;
      const { session, token } = entered.value;
      keepSession(ownFolder(call), token);
      await tell(call, session, `${session.operator}, ${session.standing}, until ${session.endsAt ?? '—'}`);
      return exitCode.done;
    }),
});

export const logoutCommand = deskCommand({
  name: 'logout',
  about: 'end the session of desk login',
  work: (call: Call) =>
    onRunning(call, async (api) => {
      const session = await api.logout({});
      keepSession(ownFolder(call), undefined);
      return tellReply(call, session, (value) => [value, 'logged out']);
    }),
});

export const passwordCommand = deskCommand({
  name: 'password',
  about: 'change your own password; every session of yours ends',
  help: `
The present password is asked for, then the new one, twice on a terminal. Without a terminal they are two lines of the
input.`,
  declare: withConfig,
  work: (call: Call) =>
    onDesk(call, async (api) => {
      const current = await call.io.secret('Present password: ');
      const password = await newPassword(call);
      const changed = await api.changeOwnPassword({ current, password });
      return tellReply(call, changed, () => [{ changed: true }, 'the password is changed']);
    }),
});

/** Tells the desk who gives a command, where the desk has operators. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api } from '../../../../shared/contract/api.ts';
import type { FaultView } from '../../../../shared/contract/faults.ts';
import { personActor, type Actor } from '../../../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { holds, mayNot, type Right } from '../../../../shared/kernel/roles.ts';
import { readSecretFile } from '../../../infra/paths/secretFile.ts';
import { faultOfRefusal } from '../../../ipc/views/faultView.ts';
import { ownFolder, type Call } from './call.ts';

const fileBytesMax = 4_096;
const remedy = 'set its mode to 600';

/**
 * Logs in by name and password where the command gives a name, and otherwise resumes the session of `desk login`. A
 * session that is over is no fault: the desk judges each call by itself. The fault is that of the login.
 */
export async function identify(call: Call, api: Api): Promise<FaultView | undefined> {
  const { operator, io } = call;
  if (operator !== undefined) {
    const password = await passwordOf(call, `Password of ${operator}: `);
    if (!password.ok) return password.error;
    const entered = await api.login({ operator, password: password.value });
    return entered.ok || entered.fault.code === 'login_not_asked' ? undefined : entered.fault;
  }
  const path = sessionFile(ownFolder(call));
  if (!existsSync(path)) return undefined;
  const token = secretIn(path);
  if (!token.ok) return token.error;
  const resumed = await api.resumeSession({ token: token.value });
  if (!resumed.ok) io.note('desk: the session of desk login is over');
  return undefined;
}

/** The actor of the signals that a command sends. Fault: `not_allowed`, and those of the login. */
export async function signalSender(call: Call, api: Api): Promise<Result<Actor, FaultView>> {
  const refused = await identify(call, api);
  if (refused !== undefined) return err(refused);
  const session = await api.getSession({});
  if (!session.ok) return err(session.fault);
  const { operator, standing } = session.value;
  if (holds(standing, 'trade')) return ok(personActor(operator));
  const message = `signals are sent by an operator with the right to trade, and ${operator} is ${standing}; name one with --operator and --password-file`;
  return err({ code: 'not_allowed', message });
}

/**
 * Why the caller may not do what a command does by itself on the files of a running engine. Faults: `not_allowed`, and
 * those of the login.
 */
export async function whyMayNot(call: Call, api: Api, right: Right): Promise<FaultView | undefined> {
  const refused = await identify(call, api);
  if (refused !== undefined) return refused;
  const session = await api.getSession({});
  if (!session.ok) return session.fault;
  const { standing } = session.value;
  return holds(standing, right) ? undefined : faultOfRefusal(mayNot(call.host, right, standing));
}

/** The password from the file that the command names, or the one that a person types. Fault: `secret_unreadable`. */
export async function passwordOf(
  { io, passwordFile }: Call,
  question: string,
): Promise<Result<string, FaultView>> {
  return passwordFile === undefined ? ok(await io.secret(question)) : secretIn(passwordFile);
}

/** The first line of a file that only this user may read. */
function secretIn(path: string): Result<string, FaultView> {
  try {
    const text = Buffer.from(readSecretFile(path, fileBytesMax, remedy) ?? '', 'latin1').toString('utf8');
    return ok(text.split(/\r?\n/, 1)[0] ?? '');
  } catch (error) {
    return err({
      code: 'secret_unreadable',
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

function sessionFile(folder: string): string {
  return join(folder, 'session.token');
}

/** Keeps the session for the commands that follow; without a token, forgets it. */
export function keepSession(folder: string, token: string | undefined): void {
  const path = sessionFile(folder);
  rmSync(path, { force: true });
  if (token !== undefined) writeFileSync(path, token, { flag: 'wx', mode: 0o600 });
}

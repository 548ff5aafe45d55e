/** The calls of logins, and those that change the profiles of operators. */
import type { Reply } from '../../../../shared/contract/faults.ts';
import { personOf } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { ok, type Result } from '../../../../shared/kernel/result.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { OperatorCommand } from '../../../domain/operator/operators.ts';
import { failed, faultOfRefusal, replied, settled } from '../../views/faultView.ts';
import type { CallContext, Handlers } from '../handlers.ts';

type Methods =
  | 'getSession'
  | 'login'
  | 'resumeSession'
  | 'logout'
  | 'touchSession'
  | 'changeOwnPassword'
  | 'listOperators'
  | 'addOperator'
  | 'changeOperatorRole'
  | 'resetPassword'
  | 'removeOperator';

export function operatorCalls({ runtime, session, actor }: CallContext): Handlers<Methods> {
  const { logins } = runtime;
  const { operators } = runtime.engine;
  const change = async (command: OperatorCommand): Promise<Reply<Record<string, never>>> => {
    const changed = await operators.change(command, actor);
    await logins.tidyInTurn();
    return done(changed);
  };
  return {
    getSession: () => replied(session.view()),
    login: async ({ operator, password, keep }) => {
      const entered = await session.enter(operator, password);
      if (!entered.ok) return failed(faultOfRefusal(entered.error));
      const token = keep === true ? session.keep() : undefined;
      return replied({ session: session.view(), ...(token !== undefined && { token }) });
    },
    resumeSession: ({ token }) => {
      const resumed = session.resume(token);
      return resumed.ok ? replied(session.view()) : failed(faultOfRefusal(resumed.error));
    },
    logout: ({ idle }) => {
      session.end(idle === true ? 'idle' : 'asked');
      return replied(session.view());
    },
    touchSession: () => {
      session.touch();
      return replied({});
    },
    async changeOwnPassword({ current, password }) {
      const operator = personOf(actor) ?? '';
      const checked = await logins.check(session.door, operator, current);
      if (!checked.ok) return failed(faultOfRefusal(checked.error));
      const command = { type: 'changePassword', operator, reason: 'changed by the operator' } as const;
      return done(await logins.changeWithPassword(command, password, actor));
    },
    listOperators: () => {
      const all = [...operators.all().values()];
      return replied({
        operators: all.map(({ name, role }) => {
          const at = operators.lastLoginOf(name);
          return {
            operator: name,
            role,
            sessions: logins.sessionsOf(name),
            ...(at !== undefined && { lastLoginAt: formatMicros(at) }),
          };
        }),
      });
    },
    addOperator: async ({ operator, role, password, reason }) =>
      done(await logins.changeWithPassword({ type: 'add', operator, role, reason }, password, actor)),
    changeOperatorRole: ({ operator, role, reason }) =>
      change({ type: 'changeRole', operator, role, reason }),
    resetPassword: async ({ operator, password, reason }) =>
      done(await logins.changeWithPassword({ type: 'changePassword', operator, reason }, password, actor)),
    removeOperator: ({ operator, reason }) => change({ type: 'remove', operator, reason }),
  };
}

function done(changed: Result<unknown, Refusal>): Reply<Record<string, never>> {
  return settled(changed.ok ? ok() : changed);
}

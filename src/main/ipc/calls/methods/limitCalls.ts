/** The calls that change limits of risk, and let a signal pass soft ones. */
import type { Reply } from '../../../../shared/contract/faults.ts';
import { parseDecimal } from '../../../../shared/kernel/decimal.ts';
import { parseSignalId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { limitNames, type LimitName, type LimitSetting } from '../../../domain/risk/limits.ts';
import { failed, faultOfRefusal, replied } from '../../views/faultView.ts';
import type { CallContext, Handlers } from '../handlers.ts';
import { inScope } from './scopeText.ts';

export function limitCalls({
  runtime,
  actor,
}: CallContext): Handlers<'setLimit' | 'clearLimit' | 'grantOverride'> {
  const { limits } = runtime.engine;
  return {
    setLimit: ({ limit, scope, soft, hard, reason }) =>
      inScope(scope, async (parsed) => {
        const name = nameOf(limit);
        if (!name.ok) return refused(name.error);
        const setting = settingOf(soft, hard);
        if (!setting.ok) return refused(setting.error);
        return answered(await limits.set(name.value, parsed, setting.value, { actor, reason }));
      }),
    clearLimit: ({ limit, scope, reason }) =>
      inScope(scope, async (parsed) => {
        const name = nameOf(limit);
        if (!name.ok) return refused(name.error);
        return answered(await limits.set(name.value, parsed, undefined, { actor, reason }));
      }),
    async grantOverride({ signalId, rules, minutes, reason }) {
      const parsed = parseSignalId(signalId);
      if (parsed === undefined) {
        return refused({
          code: 'signal_invalid',
          message: `${signalId} is no id of a signal`,
          field: 'signalId',
        });
      }
      const granted = await limits.override(parsed, { rules, minutes }, { actor, reason });
      return granted.ok ? replied({ expiresAt: granted.value }) : refused(granted.error);
    },
  };
}

function nameOf(text: string): Result<LimitName, Refusal> {
  const name = limitNames.find((one) => one === text);
  if (name !== undefined) return ok(name);
  const message = `there is no limit ${text}`;
  return err({ code: 'limit_unknown', message, field: 'limit', expected: `one of ${limitNames.join(', ')}` });
}

function settingOf(soft: string | undefined, hard: string): Result<LimitSetting, Refusal> {
  const most = parseDecimal(hard);
  if (hard !== 'none' && !most.ok) return err(malformed('hard', hard, most.error.expected));
  const bound = most.ok ? most.value : 'none';
  if (soft === undefined) return ok(bound);
  const warned = parseDecimal(soft);
  return warned.ok
    ? ok({ soft: warned.value, hard: bound })
    : err(malformed('soft', soft, warned.error.expected));
}

function malformed(field: string, actual: string, expected: string): Refusal {
  return {
    code: 'limit_invalid',
    message: `${actual} is no limit: expected ${expected}`,
    field,
    actual,
    expected,
  };
}

function answered<T>(result: Result<T, Refusal>): Reply<T> {
  return result.ok ? replied(result.value) : refused(result.error);
}

function refused(refusal: Refusal): ReturnType<typeof failed> {
  return failed(faultOfRefusal(refusal));
}

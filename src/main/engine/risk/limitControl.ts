/**
 * What operators do to limits while the engine runs: they set one, give it back to the configuration, or let a signal
 * pass soft ones. Each is an event of the desk. What holds back counts from the moment it is asked for, what lets
 * through once the event is on disk.
 */
import { signalStream, type Actor, type SignalId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { epochMicros, formatMicros } from '../../../shared/kernel/time.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import { limitToRecord, type LimitRecord } from '../../domain/risk/limitRecord.ts';
import {
  limitFault,
  limitKindOf,
  limitNames,
  type LimitName,
  type LimitSetting,
} from '../../domain/risk/limits.ts';
import { signalDecided } from '../../domain/risk/override.ts';
import { formatTradingScope, type TradingScope } from '../../domain/trading/tradingScope.ts';
import { unknownScope } from '../../domain/trading/unknownScope.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { EventStore } from '../events/eventStore.ts';
import { recordOnDesk } from '../events/desk/recordOnDesk.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Clock, IdSource } from '../ports.ts';
import type { LimitBook } from './limitBook.ts';

export interface LimitChange {
  readonly limit: LimitName;
  readonly scope: string;
  readonly from: LimitRecord;
  readonly to: LimitRecord;
}

export interface LimitControl {
  /**
   * Sets a limit over that of the configuration, also over restarts; without a setting the configuration's counts again.
   * Refusals: `scope_unknown`, `limit_invalid`, `limit_unchanged`, `store_unavailable`.
   */
  set(
    limit: LimitName,
    scope: TradingScope,
    setting: LimitSetting | undefined,
    context: OperatorContext,
  ): Promise<Result<LimitChange, Refusal>>;
  /**
   * Lets one signal that is still to come pass the soft limits of the rules, for so many minutes. Refusals:
   * `rule_unknown`, `signal_decided`, `store_unavailable`. Resolves with the time at which it expires.
   */
  override(
    signalId: SignalId,
    grant: { readonly rules: readonly string[]; readonly minutes: number },
    context: OperatorContext,
  ): Promise<Result<string, Refusal>>;
}

export interface LimitControlDependencies {
  readonly limits: LimitBook;
  readonly configuration: EngineConfiguration;
  readonly store: EventStore;
  readonly ids: IdSource;
  readonly clock: Clock;
}

const microsPerMinute = 60_000_000;

export function limitControl(dependencies: LimitControlDependencies): LimitControl {
  const { limits, configuration, store, clock } = dependencies;
  /** Changes run one after the other, so that each tells what was in force before it. */
  let last: Promise<unknown> = Promise.resolve();
  const record = async (event: DeskEvent, actor: Actor): Promise<Refusal | undefined> => {
    const recorded = await recordOnDesk(dependencies, [event], actor);
    if (recorded.ok) return undefined;
    return { code: 'store_unavailable', message: 'nothing was changed: the event store could not record it' };
  };
  const setNow: LimitControl['set'] = async (limit, scope, setting, { actor, reason }) => {
    const name = formatTradingScope(scope);
    const refusal = unknownScope(scope, configuration) ?? invalid(limit, scope, setting);
    if (refusal !== undefined) return err(refusal);
    const from = limitToRecord(limits.settingOf(limit, name));
    const to = setting && limitToRecord(setting);
    if (to === undefined ? !limits.isSet(limit, name) : limits.isSet(limit, name) && isSame(from, to)) {
      const message = `${limit} of ${name} is so already`;
      return err({ code: 'limit_unchanged', message, field: 'limit', actual: from.hard });
    }
    const data = { limit, scope: name, from, ...(to && { to }), reason };
    const release = limits.hold(limit, name, setting ?? limits.configured(limit, name));
    const failed = await record({ type: 'RiskLimitChanged', data }, actor).finally(release);
    if (failed !== undefined) return err(failed);
    return ok({ limit, scope: name, from, to: limitToRecord(limits.settingOf(limit, name)) });
  };
  return {
    set(...asked) {
      const changed = last.then(() => setNow(...asked));
      last = changed;
      return changed;
    },
    async override(signalId, { rules, minutes }, { actor, reason }) {
      const unknown = rules.find((rule) => !limitNames.some((name) => limitKindOf(name).rule === rule));
      if (unknown !== undefined) return err(unknownRule(unknown));
      if (store.streamVersion(signalStream(signalId)) >= 0) return err(signalDecided(signalId));
      const expiresAt = formatMicros(epochMicros(clock.now() + minutes * microsPerMinute));
      const data = { signalId, rules, expiresAt, reason };
      const failed = await record({ type: 'RiskOverrideGranted', data }, actor);
      return failed === undefined ? ok(expiresAt) : err(failed);
    },
  };
}

function invalid(
  name: LimitName,
  scope: TradingScope,
  setting: LimitSetting | undefined,
): Refusal | undefined {
  const message = limitFault(name, scope.kind, setting ?? 'none');
  return message === undefined ? undefined : { code: 'limit_invalid', message, field: name };
}

function isSame(a: LimitRecord, b: LimitRecord): boolean {
  return a.soft === b.soft && a.hard === b.hard;
}

function unknownRule(rule: string): Refusal {
  return {
    code: 'rule_unknown',
    message: `no limit is judged by a rule ${rule}`,
    field: 'rules',
    actual: rule,
    expected: limitNames.map((name) => limitKindOf(name).rule).join(', '),
  };
}

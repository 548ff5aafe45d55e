/**
 * Makes changes of limits one after the other, so that each records what was in force before it. A tighter limit counts
 * from the request on, a looser one once its event is on disk.
 */
import { engineActor, type Actor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import { isSameLimit, limitFromRecord, limitToRecord } from '../../domain/risk/limitRecord.ts';
import { limitFault, limitTerms, type LimitName, type LimitSetting } from '../../domain/risk/limits.ts';
import { needsSecondPerson, type ProposedBy, type ProposedLimit } from '../../domain/risk/proposal.ts';
import { formatTradingScope, type TradingScope } from '../../domain/trading/tradingScope.ts';
import { unknownScope } from '../../domain/trading/unknownScope.ts';
import type { EngineConfiguration, RiskSettings } from '../configuration.ts';
import type { EventStore } from '../events/eventStore.ts';
import { recordOnDesk } from '../events/desk/recordOnDesk.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { IdSource } from '../ports.ts';
import type { LimitBook } from './limitBook.ts';

export interface LimitChangesDependencies {
  readonly limits: LimitBook;
  readonly configuration: EngineConfiguration;
  readonly store: EventStore;
  readonly ids: IdSource;
  /** Called when a limit was set or given back. */
  readonly onChanged: () => void;
}

export class LimitChanges {
  private readonly dependencies: LimitChangesDependencies;
  private last: Promise<unknown> = Promise.resolve();

  constructor(dependencies: LimitChangesDependencies) {
    this.dependencies = dependencies;
  }

  inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.last.then(change);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /**
   * The requested change, from what is in force now. A setting that does not mention four eyes keeps them; without a
   * setting the configuration's limit is to count again. Refusals: `scope_unknown`, `limit_invalid`, `limit_unchanged`.
   */
  asked(
    limit: LimitName,
    scope: TradingScope,
    setting: LimitSetting | undefined,
  ): Result<ProposedLimit, Refusal> {
    const { limits, configuration } = this.dependencies;
    const name = formatTradingScope(scope);
    const refusal = unknownScope(scope, configuration) ?? invalid(limit, scope, setting);
    if (refusal !== undefined) return err(refusal);
    const current = limitTerms(limits.settingOf(limit, name));
    const from = limitToRecord(current);
    const isSet = limits.isSet(limit, name);
    if (setting === undefined && !limits.asksFourEyes(limit, name)) {
      return isSet ? ok({ limit, scope: name, from }) : err(unchanged(limit, name, from.hard));
    }
    const { fourEyes = current.fourEyes, ...terms } = limitTerms(setting ?? limits.configured(limit, name));
    const to = limitToRecord({ ...terms, fourEyes });
    if (isSet && isSameLimit(from, to)) return err(unchanged(limit, name, from.hard));
    return ok({ limit, scope: name, from, to });
  }

  /** What would be in force after the change. */
  after({ limit, scope, to }: ProposedLimit): LimitSetting {
    return to === undefined ? this.dependencies.limits.configured(limit, scope) : limitFromRecord(to);
  }

  /** Called in turn. */
  async put(
    change: ProposedLimit,
    { actor, reason }: OperatorContext,
    proposed?: ProposedBy,
  ): Promise<Refusal | undefined> {
    const { limit, scope } = change;
    const release = this.dependencies.limits.hold(limit, scope, this.after(change));
    const data = { ...change, ...(proposed && { proposed }), reason };
    const failed = await this.record({ type: 'RiskLimitChanged', data }, actor).finally(release);
    if (failed === undefined) this.dependencies.onChanged();
    return failed;
  }

  /**
   * Records the limits for which the configuration asks for four eyes. From then on no change of the configuration
   * alone loosens them.
   */
  pin(): Promise<void> {
    return this.putAll(() => this.dependencies.limits.toPin(), 'the configuration asks for four eyes');
  }

  /** Puts in force, as recorded changes, what another configuration tightens of limits with four eyes. */
  tighten(before: RiskSettings, after: RiskSettings): Promise<void> {
    const tightened = () =>
      this.dependencies.limits
        .changedByFile(before, after)
        .filter(({ from, to }) => !needsSecondPerson(from, to));
    return this.putAll(tightened, 'another configuration tightens it');
  }

  private putAll(changes: () => readonly ProposedLimit[], reason: string): Promise<void> {
    return this.inTurn(async () => {
      for (const change of changes()) await this.put(change, { actor: engineActor('risk'), reason });
    });
  }

  async record(event: DeskEvent, actor: Actor): Promise<Refusal | undefined> {
    const recorded = await recordOnDesk(this.dependencies, [event], actor);
    if (recorded.ok) return undefined;
    return { code: 'store_unavailable', message: 'nothing was changed: the event store could not record it' };
  }
}

function invalid(
  name: LimitName,
  scope: TradingScope,
  setting: LimitSetting | undefined,
): Refusal | undefined {
  const message = limitFault(name, scope.kind, setting ?? 'none');
  return message === undefined ? undefined : { code: 'limit_invalid', message, field: name };
}

function unchanged(limit: LimitName, scope: string, actual: string): Refusal {
  return { code: 'limit_unchanged', message: `${limit} of ${scope} is so already`, field: 'limit', actual };
}

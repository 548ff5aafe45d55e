/**
 * Puts another configuration in force while the engine runs (all of it or
 * nothing), and keeps in the audit trail what was in force when. After a
 * restart the file rules; a difference to what was in force before is an event
 * as well.
 */
import { deskStream, engineActor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import {
  changesBetween,
  withChanges,
  type ConfigurationChange,
  type ConfigurationRecord,
} from '../../domain/configuration/configurationChange.ts';
import { withoutCredentials } from '../../domain/configuration/withoutCredentials.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { EventStore } from '../events/eventStore.ts';
import { recordOnDesk } from '../events/recordOnDesk.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { IdSource } from '../ports.ts';
import { configurationRecord } from './configurationRecord.ts';
import type { LiveConfiguration } from './liveConfiguration.ts';

/** What came of putting another configuration in force. */
export interface ConfigurationReload {
  /** Empty when it says the same as the one before. */
  readonly changes: readonly ConfigurationChange[];
}

export interface ReconfigurationDependencies {
  readonly live: LiveConfiguration;
  readonly store: EventStore;
  readonly ids: IdSource;
}

export class Reconfiguration {
  private readonly dependencies: ReconfigurationDependencies;
  /** One after the other, each compared with what the one before put in force. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(dependencies: ReconfigurationDependencies) {
    this.dependencies = dependencies;
  }

  /** What is told in EngineStarted. */
  record(): ConfigurationRecord {
    return configurationRecord(this.dependencies.live.current);
  }

  /** Refusals: `restart_required` names what can't change while running; `store_unavailable`. */
  change(to: EngineConfiguration, context: OperatorContext): Promise<Result<ConfigurationReload, Refusal>> {
    const changed = this.last.then(() => this.changeNow(to, context));
    this.last = changed;
    return changed;
  }

  /**
   * What the last run had in force, from the audit trail; undefined before the
   * first run that recorded it. Asked before this run's start is recorded.
   */
  async lastRecorded(): Promise<ConfigurationRecord | undefined> {
    const later: (readonly ConfigurationChange[])[] = [];
    for await (const event of this.dependencies.store.read(deskStream, { direction: 'backwards' })) {
      if (event.type === 'ConfigurationChanged') later.push(event.data.changes);
      if (event.type !== 'EngineStarted' || event.data.configuration === undefined) continue;
      const recorded = Object.entries(later.reduceRight(withChanges, event.data.configuration));
      // An earlier version kept whole addresses: they are not written down once more.
      return Object.fromEntries(
        recorded.map(([path, value]) => [
          path,
          typeof value === 'string' ? withoutCredentials(value) : value,
        ]),
      );
    }
    return undefined;
  }

  /** After the start is recorded: notes what the file says differently from what was in force before. */
  async noteDifference(before: ConfigurationRecord | undefined): Promise<void> {
    if (before === undefined) return;
    const changes = changesBetween(before, this.record());
    if (changes.length === 0) return;
    const reason = 'started with another configuration than was in force before';
    await this.append(changes, 'start', { actor: engineActor(), reason });
  }

  private async changeNow(
    next: EngineConfiguration,
    context: OperatorContext,
  ): Promise<Result<ConfigurationReload, Refusal>> {
    const { live } = this.dependencies;
    const changes = changesBetween(configurationRecord(live.current), configurationRecord(next));
    const refusal = restartRefusal(
      changes.map(({ path }) => path).filter((path) => needsRestart(path, live, next)),
    );
    if (refusal !== undefined) return err(refusal);
    if (changes.length > 0) {
      const refused = await this.append(changes, 'reload', context);
      if (refused !== undefined) return err(refused);
      live.put(next);
    }
    return ok({ changes });
  }

  private async append(
    changes: readonly ConfigurationChange[],
    trigger: 'start' | 'reload',
    { actor, reason }: OperatorContext,
  ): Promise<Refusal | undefined> {
    const event = { type: 'ConfigurationChanged' as const, data: { changes, trigger, reason } };
    const recorded = await recordOnDesk(this.dependencies, [event], actor);
    if (recorded.ok) return undefined;
    const message = 'nothing was changed: the event store could not record it';
    return { code: 'store_unavailable', message };
  }
}

/** Says which changes only a restart can bring; undefined for none. */
export function restartRefusal(paths: readonly string[]): Refusal | undefined {
  if (paths.length === 0) return undefined;
  return {
    code: 'restart_required',
    message: `nothing was changed: these can only change with a restart: ${paths.join(', ')}`,
    actual: paths.join(', '),
    expected: 'changes of limits, guards, timeouts, depths and metrics only',
  };
}

/** Accounts and instruments are what orders and rows stand on, venues are connections, the store is open. */
function needsRestart(path: string, live: EngineConfiguration, next: EngineConfiguration): boolean {
  const [head, name] = path.split('.');
  if (head === 'accounts' || head === 'instruments' || head === 'eventSourcing') return true;
  const has = ({ venues }: EngineConfiguration): boolean => venues.some(({ venue }) => venue === name);
  return head === 'venues' && !(has(live) && has(next));
}

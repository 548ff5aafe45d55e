/**
 * Puts another configuration in force while the engine runs, all of it or nothing, and records in the audit trail what
 * was in force when. After a restart the file counts. Where it differs from what was in force before, an event says so.
 */
import { deskStream, engineActor, type Actor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import {
  changesBetween,
  withChanges,
  type ConfigurationChange,
  type ConfigurationRecord,
  type ConfigurationTrigger,
} from '../../domain/configuration/configurationChange.ts';
import { withoutCredentials } from '../../domain/configuration/withoutCredentials.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { EventStore } from '../events/eventStore.ts';
import { recordOnDesk } from '../events/desk/recordOnDesk.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { IdSource } from '../ports.ts';
import { configurationRecord } from './configurationRecord.ts';
import type { LiveConfiguration } from './liveConfiguration.ts';

/** What putting another configuration in force would do. */
export interface ConfigurationPreview {
  readonly changes: readonly ConfigurationChange[];
  /** The paths of these changes that only a restart can make. */
  readonly restart: readonly string[];
}

/** The result of putting another configuration in force. */
export interface ConfigurationReload {
  /** Empty when the new configuration says the same as the one before. */
  readonly changes: readonly ConfigurationChange[];
}

export interface ReconfigurationDependencies {
  readonly live: LiveConfiguration;
  readonly store: EventStore;
  readonly ids: IdSource;
  /**
   * Judges who changes the configuration: where the desk has operators, neither a changed file nor a signal of the
   * system does, because nobody has signed them. Refusal: `not_allowed`.
   */
  readonly operators: { readonly admitReload: (actor: Actor) => Result<void, Refusal> };
  /** Whether the change may be made by one person. Refusal: `four_eyes_needed`. */
  readonly whyNotAlone: (to: EngineConfiguration) => Refusal | undefined;
}

export class Reconfiguration {
  private readonly dependencies: ReconfigurationDependencies;
  /**
   * The last change in the queue: changes run one after the other, and each is compared with the configuration that the
   * one before put in force.
   */
  private last: Promise<unknown> = Promise.resolve();

  constructor(dependencies: ReconfigurationDependencies) {
    this.dependencies = dependencies;
  }

  /** The configuration as EngineStarted records it. */
  record(): ConfigurationRecord {
    return configurationRecord(this.dependencies.live.current);
  }

  preview(next: EngineConfiguration): ConfigurationPreview {
    const { live } = this.dependencies;
    const changes = changesBetween(this.record(), configurationRecord(next));
    const restart = changes.map(({ path }) => path).filter((path) => needsRestart(path, live, next));
    return { changes, restart };
  }

  /**
   * Refusals: `restart_required`, which names what can't change while the engine runs; `not_allowed`; `four_eyes_needed`,
   * which names the limits that would be loosened; `store_unavailable`.
   */
  change(to: EngineConfiguration, context: OperatorContext): Promise<Result<ConfigurationReload, Refusal>> {
    const changed = this.last.then(() => this.changeNow(to, context));
    this.last = changed;
    return changed;
  }

  /**
   * The configuration that the last run had in force, from the audit trail; undefined before the first run that
   * recorded it. Called before this run's start is recorded.
   */
  async lastRecorded(): Promise<ConfigurationRecord | undefined> {
    const later: (readonly ConfigurationChange[])[] = [];
    for await (const event of this.dependencies.store.read(deskStream, { direction: 'backwards' })) {
      if (event.type === 'ConfigurationChanged') later.push(event.data.changes);
      if (event.type !== 'EngineStarted' || event.data.configuration === undefined) continue;
      const recorded = Object.entries(later.reduceRight(withChanges, event.data.configuration));
      // An earlier version of this program recorded whole addresses; their credentials are not recorded again.
      return Object.fromEntries(
        recorded.map(([path, value]) => [
          path,
          typeof value === 'string' ? withoutCredentials(value) : value,
        ]),
      );
    }
    return undefined;
  }

  /** Called once the start is recorded: records where the file differs from what was in force before. */
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
    const { changes, restart } = this.preview(next);
    const refusal = restartRefusal(restart);
    if (refusal !== undefined) return err(refusal);
    if (changes.length > 0) {
      const admitted = this.dependencies.operators.admitReload(context.actor);
      if (!admitted.ok) return admitted;
      const alone = this.dependencies.whyNotAlone(next);
      if (alone !== undefined) return err(alone);
      const refused = await this.append(changes, 'reload', context);
      if (refused !== undefined) return err(refused);
    }
    live.put(next);
    return ok({ changes });
  }

  private async append(
    changes: readonly ConfigurationChange[],
    trigger: ConfigurationTrigger,
    { actor, reason }: OperatorContext,
  ): Promise<Refusal | undefined> {
    const event = { type: 'ConfigurationChanged' as const, data: { changes, trigger, reason } };
    const recorded = await recordOnDesk(this.dependencies, [event], actor);
    if (recorded.ok) return undefined;
    const message = 'nothing was changed: the event store could not record it';
    return { code: 'store_unavailable', message };
  }
}

/** The refusal that names the changes for which a restart is needed; undefined for none. */
export function restartRefusal(paths: readonly string[]): Refusal | undefined {
  if (paths.length === 0) return undefined;
  return {
    code: 'restart_required',
    message: `nothing was changed: these can only change with a restart: ${paths.join(', ')}`,
    actual: paths.join(', '),
    expected: 'changes of limits, guards, timeouts, depths and metrics only',
  };
}

const restartParts: readonly (string | undefined)[] = ['accounts', 'instruments', 'eventSourcing', 'alerts'];

/**
 * Whether a change needs a restart: orders and rows depend on accounts and instruments, a venue needs a connection, and
 * the store is open.
 */
function needsRestart(path: string, live: EngineConfiguration, next: EngineConfiguration): boolean {
  const [head, name] = path.split('.');
  if (restartParts.includes(head)) return true;
  const has = ({ venues }: EngineConfiguration): boolean => venues.some(({ venue }) => venue === name);
  return head === 'venues' && !(has(live) && has(next));
}

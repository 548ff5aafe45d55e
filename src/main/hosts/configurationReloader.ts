/** Reads the configuration again when somebody asks for it, and by itself when its file has changed. */
import { basename } from 'node:path';
import type { Fault } from '../../shared/kernel/fault.ts';
import { engineActor } from '../../shared/kernel/ids.ts';
import type { Refusal } from '../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { OperatorContext } from '../engine/operatorContext.ts';
import type { Engine } from '../engine/assembly/engine.ts';
import type { Logger } from '../engine/ports.ts';
import { restartRefusal, type ConfigurationReload } from '../engine/settings/reconfiguration.ts';
import type { ConfigurationSource } from '../infra/configuration/configurationSource.ts';
import type { DeskConfiguration } from '../infra/configuration/deskConfiguration.ts';

export interface ReloaderOptions {
  readonly engine: Pick<Engine, 'reconfigure' | 'record'>;
  readonly logger: Logger;
  readonly configuration: DeskConfiguration;
  /** Informs the parts beside the engine, which read the configuration only when they are told to. */
  readonly onChanged: () => Promise<void>;
  readonly source?: ConfigurationSource;
}

export class ConfigurationReloader {
  private readonly options: ReloaderOptions;
  private readonly unwatch: () => void;
  /** Reloads run one after the other, so that the configuration of the last request is the one in force. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: ReloaderOptions) {
    this.options = options;
    // Nobody knows who wrote the file; it need not be the operator.
    const changed = { actor: engineActor('configuration'), reason: 'the configuration file has changed' };
    this.unwatch = options.source?.watch(() => void this.reload(changed)) ?? (() => undefined);
  }

  /** Faults: see Runtime.reloadConfiguration. */
  reload(context: OperatorContext): Promise<Result<ConfigurationReload, Fault>> {
    const reloaded = this.last.then(() => this.readAgain(context));
    this.last = reloaded;
    return reloaded;
  }

  close(): void {
    this.unwatch();
  }

  private async readAgain(context: OperatorContext): Promise<Result<ConfigurationReload, Fault>> {
    const { source, logger, engine } = this.options;
    if (source === undefined) {
      const message = 'this engine was started without a configuration that can be read again';
      return err({ code: 'configuration_source_unknown', message });
    }
    const reloaded = await this.readAndApply(source, context);
    if (reloaded.ok) {
      await this.options.onChanged();
      logger.log('info', 'configuration read again', { file: source.file, ...reloaded.value, ...context });
      return reloaded;
    }
    const { code, message } = reloaded.error;
    logger.log('error', 'the configuration was not changed', { file: source.file, code, why: message });
    const { actor, reason } = context;
    // The log names the whole path. People look for the file's name and the cause.
    const short = message.replaceAll(source.file, basename(source.file));
    await engine.record({ type: 'ConfigurationRefused', data: { code, message: short, reason } }, actor);
    return reloaded;
  }

  private async readAndApply(
    source: ConfigurationSource,
    context: OperatorContext,
  ): Promise<Result<ConfigurationReload, Fault>> {
    const loaded = await source.load();
    if (!loaded.ok) return loaded;
    const refused = restartRefusal(changedBeside(this.options.configuration, loaded.value));
    if (refused !== undefined) return err(faultOf(refused));
    const changed = await this.options.engine.reconfigure(loaded.value.engine, context);
    return changed.ok ? ok(changed.value) : err(faultOf(changed.error));
  }
}

/** Paths of changed settings that the engine does not know. Only a restart can change them. */
export function changedBeside(before: DeskConfiguration, after: DeskConfiguration): string[] {
  const changed = (['store', 'remote'] as const).filter((key) => !isSame(before[key], after[key]));
  return [...changed, ...changedVenues(before, after)];
}

/**
 * Paths of changed settings of venues' adapters. The adapters take these settings when they are made, so only a restart
 * can change them. The engine itself refuses venues that come or go.
 */
function changedVenues(before: DeskConfiguration, after: DeskConfiguration): string[] {
  return before.engine.venues.flatMap(({ venue }) => {
    if (!after.engine.venues.some((one) => one.venue === venue)) return [];
    const path = (key: string): string => `venues.${venue}.${key}`;
    if (before.sims.has(venue) !== after.sims.has(venue)) return [path('kind')];
    if (!isSame(before.sims.get(venue), after.sims.get(venue))) return [path('simulator')];
    return isSame(before.fixes.get(venue), after.fixes.get(venue)) ? [] : [path('fix')];
  });
}

function isSame(one: object | undefined, other: object | undefined): boolean {
  const text = (settings: object | undefined): string | undefined =>
    JSON.stringify(settings, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return text(one) === text(other);
}

function faultOf({ code, message, actual }: Refusal): Fault {
  return { code, message, ...(actual !== undefined && { details: { actual } }) };
}

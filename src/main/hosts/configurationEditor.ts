/** Judges and changes the configuration file for a window. Nothing is written before the whole text has been judged. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  configurationTextMax,
  type ConfigurationCheck,
  type ConfigurationView,
} from '../../shared/contract/configuration.ts';
import type { Fault } from '../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import { formatMicros } from '../../shared/kernel/time.ts';
import type { Engine } from '../engine/assembly/engine.ts';
import type { OperatorContext } from '../engine/operatorContext.ts';
import type { Clock } from '../engine/ports.ts';
import { restartRefusal } from '../engine/settings/reconfiguration.ts';
import type { ConfigurationSource } from '../infra/configuration/configurationSource.ts';
import type { DeskConfiguration } from '../infra/configuration/deskConfiguration.ts';
import { parseConfiguration } from '../infra/configuration/loadConfiguration.ts';
import { isInFile, pathsInFile } from '../infra/configuration/pathsInFile.ts';
import {
  replaceConfiguration,
  takeBackConfiguration,
  whyNotReplaced,
} from '../infra/configuration/replaceConfiguration.ts';
import { readRegularFile } from '../infra/paths/regularFile.ts';
import { changedBeside, type ConfigurationReloader } from './configurationReloader.ts';
import type { PutConfiguration } from '../ipc/ports/servedRuntime.ts';

export interface EditorOptions {
  readonly engine: Pick<Engine, 'previewConfiguration' | 'configurationRecord'>;
  readonly clock: Pick<Clock, 'now'>;
  /** The configuration of the start, with which the adapters of the venues were made. */
  readonly configuration: DeskConfiguration;
  readonly reloader: Pick<ConfigurationReloader, 'reload'>;
  readonly source?: ConfigurationSource;
}

/** The engine does not know the settings of adapters, so only the file has them. */
const ofAdapter = /^venues\.[^.]+\.(?:kind|simulator|fix)\b/;

export class ConfigurationEditor {
  private readonly options: EditorOptions;

  constructor(options: EditorOptions) {
    this.options = options;
  }

  /** Faults: `configuration_source_unknown`, `configuration_unreadable`. */
  view(): Result<ConfigurationView, Fault> {
    const read = this.read();
    if (!read.ok) return read;
    const { file, text } = read.value;
    const inFile = pathsInFile(text ?? '');
    const record = this.options.engine.configurationRecord();
    const settings = [
      ...Object.entries(record).map(([path, value]) => ({
        path,
        value,
        from: isInFile(inFile, path) ? ('file' as const) : ('default' as const),
      })),
      ...[...inFile]
        .filter(([path]) => ofAdapter.test(path) && record[path] === undefined)
        .map(([path, value]) => ({ path, value, from: 'file' as const })),
    ].toSorted((one, other) => (one.path < other.path ? -1 : 1));
    const tooLong = text !== undefined && text.length > configurationTextMax;
    const whyNotEditable = tooLong
      ? `${file} has more than ${configurationTextMax} characters: change it outside, and reload it`
      : whyNotReplaced(file);
    return ok({
      file,
      revision: revisionOf(text),
      settings,
      ...(text !== undefined && !tooLong && { text }),
      ...(whyNotEditable !== undefined && { whyNotEditable }),
    });
  }

  /** What a text would change, or what is wrong with it. Fault: `configuration_source_unknown`. */
  check(text: string): Result<ConfigurationCheck, Fault> {
    const { source } = this.options;
    if (source === undefined) return err(noSource);
    const parsed = parseConfiguration(text, dirname(source.file));
    if (!parsed.ok) return ok({ problems: [...parsed.error], changes: [], restart: [] });
    return ok({ problems: [], ...this.previewOf(parsed.value) });
  }

  /**
   * Replaces the file's text, and puts it in force. Where that fails, the file has its old text. Faults: those of
   * `check` and of the reload, `configuration_changed` where the file has changed since the edit began,
   * `configuration_invalid`, `restart_required`, `configuration_not_editable`, `configuration_unwritable`.
   */
  async put(
    { text, revision }: PutConfiguration,
    context: OperatorContext,
  ): Promise<Result<{ readonly changes: ConfigurationCheck['changes']; readonly kept?: string }, Fault>> {
    const read = this.read();
    if (!read.ok) return read;
    const refused = this.whyNotPut(read.value, text, revision);
    if (refused !== undefined) return err(refused);
    const { file, text: before } = read.value;
    const at = formatMicros(this.options.clock.now()).slice(0, 19).replaceAll(':', '');
    const replaced = replaceConfiguration(file, text, at);
    if (!replaced.ok) return replaced;
    const reloaded = await this.options.reloader.reload(context);
    if (!reloaded.ok) {
      // A text that is not in force must not count at the next start either.
      const stuck = takeBackConfiguration(file, before, at);
      return stuck === undefined ? reloaded : err(stuck);
    }
    const changes = reloaded.value.changes.map((change) => ({ ...change }));
    return ok({ changes, ...(replaced.value !== undefined && { kept: replaced.value }) });
  }

  private whyNotPut(
    { file, text: before }: { readonly file: string; readonly text: string | undefined },
    text: string,
    revision: string,
  ): Fault | undefined {
    if (revisionOf(before) !== revision) {
      const message = `${file} was changed since it was read here: nothing was written; read it again`;
      return { code: 'configuration_changed', message };
    }
    const whyNot = whyNotReplaced(file);
    if (whyNot !== undefined) return { code: 'configuration_not_editable', message: whyNot };
    const checked = this.check(text);
    if (!checked.ok) return checked.error;
    const { problems, restart } = checked.value;
    const [first] = problems;
    if (first !== undefined) {
      const message = `nothing was written: ${first.path === '' ? '' : `${first.path}: `}${first.message}`;
      return { code: 'configuration_invalid', message, details: { problems: problems.length } };
    }
    const refusal = restartRefusal(restart);
    return refusal && { code: refusal.code, message: refusal.message };
  }

  private previewOf(next: DeskConfiguration): Pick<ConfigurationCheck, 'changes' | 'restart'> {
    const { engine, configuration } = this.options;
    const { changes, restart } = engine.previewConfiguration(next.engine);
    const ofAdapters = changedBeside(configuration, next).map((path) => ({ path }));
    return {
      changes: [...changes.map((change) => ({ ...change })), ...ofAdapters],
      restart: [...restart, ...ofAdapters.map(({ path }) => path)],
    };
  }

  private read(): Result<{ readonly file: string; readonly text: string | undefined }, Fault> {
    const { source } = this.options;
    if (source === undefined) return err(noSource);
    const { file } = source;
    if (!existsSync(file)) return ok({ file, text: undefined });
    const text = readRegularFile(file, 'configuration_unreadable');
    return text.ok ? ok({ file, text: text.value }) : text;
  }
}

const noSource: Fault = {
  code: 'configuration_source_unknown',
  message: 'this engine was started without a configuration file',
};

function revisionOf(text: string | undefined): string {
  return text === undefined ? 'none' : createHash('sha256').update(text).digest('hex');
}

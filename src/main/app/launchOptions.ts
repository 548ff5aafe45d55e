/**
 * Reads the console's command line. An argument that is not on the list is refused: a switch of Chromium or Node can
 * remove the shell's protection, and a misspelt option of ours must not open another desk.
 */
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { BuildKind } from './window/buildKind.ts';

export interface LaunchOptions {
  /** `--data DIR`: the data folder. */
  readonly data: string | undefined;
  /** `--config FILE`: the configuration file. */
  readonly configuration: string | undefined;
  /** `--attach HOST:PORT`: the address of an engine on another machine. */
  readonly attach: string | undefined;
  /** `--save-screenshot FILE`: write a picture of the first window once it is drawn. */
  readonly saveScreenshot: string | undefined;
}

const ownOptions = ['data', 'config', 'attach', 'save-screenshot'] as const;
/** Switches about drawing. They change nothing that the console may do. */
const displaySwitches: readonly string[] = [
  'disable-dev-shm-usage',
  'disable-gpu',
  'force-device-scale-factor',
  'high-dpi-support',
  'lang',
  'ozone-platform',
  'ozone-platform-hint',
];
/** Switches by which Playwright drives the tests' build. */
const testSwitches: readonly string[] = ['inspect', 'remote-debugging-port'];
const noSandbox = 'no-sandbox';

export interface Caller {
  readonly build: BuildKind;
  readonly isRoot: boolean;
}

/** Reads the options. The error is a sentence for the terminal. */
export function readLaunchOptions(
  argv: readonly string[],
  { build, isRoot }: Caller,
): Result<LaunchOptions, string> {
  const { values, tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(ownOptions.map((name) => [name, { type: 'string' as const }])),
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional' && build !== 'development') {
      return err(`${JSON.stringify(token.value)} is not understood: the console takes options only`);
    }
    if (token.kind !== 'option') continue;
    if (token.name === noSandbox && !isRoot && build === 'production') {
      return err('--no-sandbox is for root only, who cannot have the sandbox of Chromium');
    }
    if (!isKnown(token.name, build)) {
      return err(
        `${token.rawName} is not an option of the console: expected ${ownOptions.map((name) => `--${name}`).join(', ')}`,
      );
    }
  }
  const [data, configuration, attach, saveScreenshot] = ownOptions.map((name) => values[name]);
  const missing = ownOptions.find((name) => values[name] === true || values[name] === '');
  if (missing !== undefined) return err(`--${missing} needs a value`);
  return ok({
    data: text(data),
    configuration: text(configuration),
    attach: text(attach),
    saveScreenshot: text(saveScreenshot),
  });
}

/**
 * Finds a forbidden switch of Chromium that was not given on the command line, for example by an environment variable.
 */
export function forbiddenSwitch(
  hasSwitch: (name: string) => boolean,
  { build, isRoot }: Caller,
): string | undefined {
  if (build !== 'production') return undefined;
  return [...testSwitches, 'remote-debugging-pipe', ...(isRoot ? [] : [noSandbox])].find(hasSwitch);
}

function isKnown(name: string, build: BuildKind): boolean {
  if (build === 'development') return true;
  const known = [...ownOptions, ...displaySwitches, noSandbox];
  return known.includes(name) || (build === 'test' && testSwitches.includes(name));
}

function text(value: string | boolean | (string | boolean)[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

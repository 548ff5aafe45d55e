// What the command line asked of the console.
import { parseArgs } from 'node:util';

export interface LaunchOptions {
  /** `--data DIR`: the data folder. */
  readonly data: string | undefined;
  /** `--config FILE`: the configuration file. */
  readonly configuration: string | undefined;
  /** `--save-screenshot FILE`: write a picture of the first window, once it is drawn. */
  readonly saveScreenshot: string | undefined;
}

/** Reads our own options among those of Electron and Chromium, which are left alone. */
export function readLaunchOptions(argv: readonly string[]): LaunchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: { data: { type: 'string' }, config: { type: 'string' }, 'save-screenshot': { type: 'string' } },
    strict: false,
    allowPositionals: true,
  });
  return {
    data: text(values['data']),
    configuration: text(values['config']),
    saveScreenshot: text(values['save-screenshot']),
  };
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** For a configuration that names some limit: that there is no other one besides the desk's defaults. */
import { limitNames } from '../../src/main/domain/risk/limits.ts';
import { defaultConfiguration } from '../../src/main/engine/configuration.ts';

const { risk } = defaultConfiguration();

export const noOtherLimit: Readonly<Record<string, 'none'>> = Object.fromEntries(
  limitNames.filter((name) => risk[name] === 'none').map((name) => [name, 'none' as const]),
);

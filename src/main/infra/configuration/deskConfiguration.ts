/** The configuration that a desk runs on: the engine's, and how the simulated venues behave. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { defaultConfiguration, type EngineConfiguration } from '../../engine/configuration.ts';

export interface SimSettings {
  /** Time between two prices while the market moves by itself. */
  readonly tickMs: number;
  readonly atEnd: 'stop' | 'wrap';
  readonly seed: number;
  /** Absolute paths of price files, by symbol. */
  readonly prices: Readonly<Record<string, string>>;
  /** Price at which a symbol without a price file begins its random walk. */
  readonly startPrices: Readonly<Record<string, Decimal>>;
}

export interface DeskConfiguration {
  readonly engine: EngineConfiguration;
  readonly sims: ReadonlyMap<VenueId, SimSettings>;
}

export const defaultSimSettings: SimSettings = {
  tickMs: 250,
  atEnd: 'wrap',
  seed: 1,
  prices: {},
  startPrices: {},
};

/** One account, one simulated venue and one symbol, so that a first signal needs no configuration. */
export function defaultDeskConfiguration(): DeskConfiguration {
  const engine = defaultConfiguration();
  return { engine, sims: new Map(engine.venues.map(({ venue }) => [venue, defaultSimSettings])) };
}

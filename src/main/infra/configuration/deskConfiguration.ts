/** What a desk runs on: the engine's configuration, and how its simulated venues behave. */
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { defaultConfiguration, type EngineConfiguration } from '../../engine/configuration.ts';

export interface SimulatorSettings {
  /** Between two prices, while the market moves by itself. */
  readonly tickMs: number;
  readonly atEnd: 'stop' | 'wrap';
  readonly seed: number;
  /** Absolute paths of price files, by symbol. */
  readonly prices: Readonly<Record<string, string>>;
  /** Where symbols without a price file begin their random walk. */
  readonly startPrices: Readonly<Record<string, Decimal>>;
}

export interface DeskConfiguration {
  readonly engine: EngineConfiguration;
  readonly simulators: ReadonlyMap<VenueId, SimulatorSettings>;
}

export const defaultSimulator: SimulatorSettings = {
  tickMs: 250,
  atEnd: 'wrap',
  seed: 1,
  prices: {},
  startPrices: {},
};

/** One account, one simulated venue, one symbol: nothing needs to be configured for a first signal. */
export function defaultDeskConfiguration(): DeskConfiguration {
  const engine = defaultConfiguration();
  return { engine, simulators: new Map(engine.venues.map(({ venue }) => [venue, defaultSimulator])) };
}

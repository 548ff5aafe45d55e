/** Finds price sources that can give no price, and prices that nothing uses. */
import {
  isPriceTaken,
  otherSources,
  pricesTaken,
  type Instrument,
  type PriceSource,
} from '../../domain/instrument/instrument.ts';
import type { ConfigurationProblem } from './configurationProblem.ts';
import type { DeskConfiguration } from './deskConfiguration.ts';

export function checkPriceSources(desk: DeskConfiguration): readonly ConfigurationProblem[] {
  return desk.engine.instruments.flatMap((instrument, index) => {
    const sources = instrument.priceSources ?? [];
    return [
      ...sources.map((source, place) => [
        `priceSources[${place}]`,
        sources.indexOf(source) === place
          ? whyNoSource(source, instrument, desk)
          : `${source} is there already; expected each once`,
      ]),
      ['referencePrice', whyNoFixedPrice(instrument)],
    ].flatMap(([key = '', message]) =>
      message === undefined ? [] : [{ path: `instruments[${index}].${key}`, message }],
    );
  });
}

/** Why the source can give no price; undefined where it can. */
function whyNoSource(
  source: PriceSource,
  { referencePrice }: Instrument,
  { engine, fixes }: DeskConfiguration,
): string | undefined {
  if (source === 'fixed') return referencePrice === undefined ? 'expected a referencePrice too' : undefined;
  if (source === 'file') return engine.priceFile === undefined ? 'expected a priceFile too' : undefined;
  const fix = fixes.get(source);
  if (fix !== undefined && fix.capabilities.marketData === undefined) {
    return `${source} tells no prices; expected marketData among its capabilities, or another source`;
  }
  const known = engine.venues.map(({ venue }) => venue);
  if (known.includes(source)) return undefined;
  return `${source} is no configured venue; expected one of ${[...known, ...otherSources].join(', ')}`;
}

function whyNoFixedPrice(instrument: Instrument): string | undefined {
  const { referencePrice, priceSources } = instrument;
  if (referencePrice === undefined) return undefined;
  if (!isPriceTaken(referencePrice, instrument)) return `expected ${pricesTaken(instrument)}`;
  if (priceSources?.includes('fixed') !== false) return undefined;
  return 'it is never used; expected "fixed" among the priceSources';
}

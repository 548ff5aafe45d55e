/**
 * Writes the sample of signals anew: `node scripts/samples/makeSignals.ts`. The counts it prints are the
 * ones in resources/README.md.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decimal } from '../../src/shared/kernel/decimal.ts';
import { createGrid } from '../../src/main/infra/venues/sim/exchange/grid.ts';
import { loadPriceBars } from '../../src/main/infra/venues/sim/prices/priceBars.ts';
import { sampleSignals } from './sampleSignals.ts';

const resource = (name: string): string => fileURLToPath(new URL(`../../resources/${name}`, import.meta.url));

const bars = loadPriceBars(
  resource('prices/sp500-2000.csv'),
  createGrid(decimal('0.25'), decimal('1')),
  'SPX',
);
const { text, counts } = sampleSignals(bars);
writeFileSync(resource('signals-sp500.ndjson'), text);
process.stdout.write(`${JSON.stringify(counts, undefined, 2)}\n`);

/**
 * Writes the sample of signals anew: `node src/main/hosts/headless/makeSignals.ts`. The counts it prints are the
 * ones in resources/README.md.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decimal } from '../../../shared/kernel/decimal.ts';
import { createGrid } from '../../infra/venues/sim/grid.ts';
import { loadPriceBars } from '../../infra/venues/sim/priceBars.ts';
import { sampleSignals } from './sample/sampleSignals.ts';

const resource = (name: string): string =>
  fileURLToPath(new URL(`../../../../resources/${name}`, import.meta.url));

const bars = loadPriceBars(resource('prices/sp500-2000.csv'), createGrid(decimal('0.25'), decimal('1')));
const { text, counts } = sampleSignals(bars);
writeFileSync(resource('signals-sp500.ndjson'), text);
process.stdout.write(`${JSON.stringify(counts, undefined, 2)}\n`);

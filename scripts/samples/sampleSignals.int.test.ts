import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/shared/kernel/decimal.ts';
import { createGrid } from '../../src/main/infra/venues/sim/exchange/grid.ts';
import { loadPriceBars } from '../../src/main/infra/venues/sim/prices/priceBars.ts';
import type { ReplayReport } from '../../src/main/hosts/replay/replayReport.ts';
import { resourcesFolder } from '../../src/main/hosts/headless/desk/resourcesFolder.ts';
import { runToEnd } from '../../src/main/hosts/headless/testing/deskProcess.ts';
import { tempDesk } from '../../src/main/hosts/headless/testing/tempDesk.ts';
import { sampleSignals } from './sampleSignals.ts';

const file = join(resourcesFolder, 'signals-sp500.ndjson');
const prices = join(resourcesFolder, 'prices', 'sp500-2000.csv');
const { text, counts } = sampleSignals(
  loadPriceBars(prices, createGrid(decimal('0.25'), decimal('1')), 'SPX'),
);
const { denied, rejectedByCode, ...inReport } = counts;

describe('the sample of signals', () => {
  it('is what its generator makes', () => {
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('has its counts in the readme', () => {
    const readme = readFileSync(join(resourcesFolder, 'README.md'), 'utf8');
    for (const count of Object.values(inReport)) expect(readme).toContain(`| ${count} |`);
    for (const [code, count] of Object.entries(rejectedByCode)) {
      expect(readme).toContain(`| \`${code}\` | ${count} |`);
    }
  });

  it('comes out of a replay as the readme says', async () => {
    const { data } = tempDesk();
    const result = await runToEnd('replay', file, '--data', data, '--json');
    const [report] = result.json<ReplayReport>();
    expect(report).toMatchObject(inReport);
    const readme = readFileSync(join(resourcesFolder, 'README.md'), 'utf8');
    expect(report?.orders.denied).toBe(denied);
    for (const [status, count] of Object.entries(report?.orders ?? {})) {
      expect(readme.includes(`| ${status} | ${count} |`), `${status} ${count}`).toBe(count > 0);
    }
  });
});

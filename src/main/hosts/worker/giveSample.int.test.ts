import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfiguration } from '../../infra/configuration/loadConfiguration.ts';
import { resourcesFolder } from '../headless/desk/resourcesFolder.ts';
import { giveSample } from './giveSample.ts';

const logger = { log: () => undefined };

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'breakwater-first-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('a first start gets several instruments of the simulated venue, SPX first', () => {
  const dataFolder = join(folder(), 'desk');
  giveSample({ dataFolder, resourceFolder: resourcesFolder }, logger);
  const read = loadConfiguration(join(dataFolder, 'configuration.json'));
  if (!read.ok) throw new Error(read.error.message);
  const { instruments, venues, accounts } = read.value.engine;
  expect(instruments.map(({ symbol }) => symbol)).toEqual([
    'SPX',
    'AAPL',
    'AMZN',
    'GOOG',
    'IBM',
    'MSFT',
    'WALK',
  ]);
  expect([venues.map(({ venue }) => venue), accounts]).toEqual([['sim'], ['main']]);
});

test.skipIf(process.platform === 'win32')('only its owner may read what a first start gets', () => {
  const dataFolder = join(folder(), 'desk');
  giveSample({ dataFolder, resourceFolder: resourcesFolder }, logger);
  expect(statSync(join(dataFolder, 'configuration.json')).mode & 0o777).toBe(0o600);
});

test.each(['events.db', 'configuration.json'])('a desk that has its %s is left as it is', (name) => {
  const dataFolder = folder();
  writeFileSync(join(dataFolder, name), '{}');
  giveSample({ dataFolder, resourceFolder: resourcesFolder }, logger);
  expect(readdirSync(dataFolder)).toEqual([name]);
  expect(readFileSync(join(dataFolder, name), 'utf8')).toBe('{}');
});

test('a folder that takes no files keeps nobody from starting', () => {
  expect(() =>
    giveSample({ dataFolder: '/dev/null/desk', resourceFolder: resourcesFolder }, logger),
  ).not.toThrow();
});

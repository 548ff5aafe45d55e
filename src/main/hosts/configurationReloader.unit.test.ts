import { expect, it } from 'vitest';
import { parseConfiguration } from '../infra/configuration/loadConfiguration.ts';
import { changedBeside } from './configurationReloader.ts';

function configuration(store?: object) {
  const parsed = parseConfiguration(JSON.stringify({ store }), '/desk');
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join());
  return parsed.value;
}

it('names another place of the events among what only a restart can change', () => {
  const url = 'postgresql://desk@127.0.0.1/breakwater';
  const [here, there] = [configuration(), configuration({ kind: 'postgres', url })];
  const other = configuration({ kind: 'postgres', url: `${url}2` });
  expect([changedBeside(here, there), changedBeside(there, other)]).toEqual([['store'], ['store']]);
  expect([changedBeside(here, configuration({ kind: 'sqlite' })), changedBeside(there, there)]).toEqual([
    [],
    [],
  ]);
});

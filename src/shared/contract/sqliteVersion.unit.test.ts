import { expect, it } from 'vitest';
import { hasWalResetBug, sqliteSentence } from './sqliteVersion.ts';

it.each([
  ['3.6.23', false],
  ['3.7.0', true],
  ['3.7.17', true],
  ['3.44.5', true],
  ['3.44.6', false],
  ['3.44.7', false],
  ['3.45.0', true],
  ['3.45.3', true],
  ['3.47.0', true],
  ['3.49.9', true],
  ['3.50.0', true],
  ['3.50.6', true],
  ['3.50.7', false],
  ['3.50.12', false],
  ['3.51.0', true],
  ['3.51.2', true],
  ['3.51.3', false],
  ['3.51.10', false],
  ['3.52.0', false],
  ['3.54.1', false],
  ['4.0.0', false],
])('SQLite %s has the mistake of writers and checkpoints: %s', (version, expected) => {
  expect(hasWalResetBug(version)).toBe(expected);
  expect(sqliteSentence(version).includes('here one connection does both')).toBe(expected);
});

import { expect, test } from 'vitest';
import { priceOnTick, stepPrice, tickTextAt } from './priceSteps.ts';

const grid = {
  tickSize: '0.01',
  tickBands: [
    { from: '10', tick: '0.05' },
    { from: '100', tick: '0.5' },
  ],
};

test.each([
  ['9.98', 1, '9.99'],
  ['9.99', 1, '10'],
  ['10', 1, '10.05'],
  ['9.98', 10, '10.4'],
  ['99.95', 2, '100.5'],
  ['100.5', -2, '99.95'],
  ['10.05', -2, '9.99'],
  ['10.4', -10, '9.98'],
  ['10.02', 1, '10.05'],
  ['10.02', -1, '10'],
  ['0.02', -10, '0.01'],
  ['', 1, '0.01'],
  ['100.2x', 1, '0.01'],
])('from %s, %i steps lead to %s: across an edge on the grid of the other band', (from, steps, to) => {
  expect(stepPrice(from, grid, steps)).toBe(to);
});

test('steps go below zero where the instrument does', () => {
  const oil = { tickSize: '0.01', tickBands: [{ from: '-10', tick: '0.1' }], priceMin: '-40' };
  expect(stepPrice('0', oil, -1)).toBe('-0.1');
  expect(stepPrice('-9.9', oil, -2)).toBe('-10.01');
  expect(stepPrice('-39.99', oil, -10)).toBe('-40');
});

test('the tick is that of the typed price, the finest one where there is none', () => {
  expect(['9.99', '10', '100', '', undefined].map((text) => tickTextAt(text, grid))).toEqual([
    '0.01',
    '0.05',
    '0.5',
    '0.01',
    '0.01',
  ]);
});

test('a price between two ticks becomes the lower one', () => {
  expect(['10.05', '10.07', '100.49', ''].map((text) => priceOnTick(text, grid))).toEqual([
    '10.05',
    '10.05',
    '100',
    '',
  ]);
});

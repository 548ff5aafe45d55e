import { expect, test } from 'vitest';
import { noSignalsFilter, toSignalFilter } from './signalFilter.ts';

const today = '2026-11-23';

test('the engine gets what was typed, without blanks around it, and nothing for an empty field', () => {
  expect(toSignalFilter(noSignalsFilter, today)).toEqual({});
  const typed = {
    ...noSignalsFilter,
    strategy: ' cross ',
    account: 'main',
    fate: 'refused',
    text: 'x',
  } as const;
  expect(toSignalFilter(typed, today)).toEqual({
    strategy: 'cross',
    account: 'main',
    fates: ['refused'],
    text: 'x',
  });
});

test('a text that can be no name matches no signal', () => {
  const typed = { ...noSignalsFilter, fate: 'refused', symbol: 'S P X' } as const;
  expect(toSignalFilter(typed, today)).toEqual({ fates: [] });
});

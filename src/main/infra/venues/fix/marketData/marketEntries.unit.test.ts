import { expect, test } from 'vitest';
import { formatMicros } from '../../../../../shared/kernel/time.ts';
import { marketEntries } from './marketEntries.ts';

test.each([
  ['20261127-14:30:00', undefined, '14:29:59.250', '2026-11-27T14:29:59.250000Z'],
  ['20261127-00:00:01', undefined, '23:59:59', '2026-11-26T23:59:59.000000Z'],
  ['20261127-23:59:59', undefined, '00:00:00.5', '2026-11-27T00:00:00.500000Z'],
  ['20261129-23:05:00', '20261127', '21:59:59', '2026-11-27T21:59:59.000000Z'],
  ['20261127-14:30:00', '20261127', undefined, undefined],
  ['20261127-14:30:00', undefined, '25:00:00', undefined],
])('in a message of %s, date %s and time %s are of %s', (sendingTime, date, time, expected) => {
  const [entry] =
    marketEntries({
      fields: [
        [35, 'W'],
        [52, sendingTime],
        [268, '1'],
        [269, '2'],
        [270, '1400'],
        ...(date === undefined ? [] : ([[272, date]] as const)),
        ...(time === undefined ? [] : ([[273, time]] as const)),
      ],
    }) ?? [];
  expect(entry?.time === undefined ? undefined : formatMicros(entry.time)).toBe(expected);
});

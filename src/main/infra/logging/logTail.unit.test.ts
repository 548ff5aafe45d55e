/** The newest entries of the log in memory, and what never gets there. */
import { expect, test } from 'vitest';
import { epochMicros } from '../../../shared/kernel/time.ts';
import { createLogger } from './createLogger.ts';
import { LogTail, tailEntriesMax } from './logTail.ts';
import { ofComponent } from './ofComponent.ts';

function written() {
  const tail = new LogTail('breakwater.log');
  const logger = createLogger({ now: () => epochMicros(1_795_000_000_123_456) }, [tail]);
  return { tail, logger };
}

test('an entry has its number, its component and its other fields', () => {
  const { tail, logger } = written();
  ofComponent(ofComponent(logger, 'console'), 'prices').log('warn', 'the price file is old', { ageMs: 7 });
  logger.log('info', 'started');
  expect(tail.entriesAfter(0)).toMatchObject([
    {
      number: 1,
      level: 'warn',
      component: 'prices',
      message: 'the price file is old',
      fields: '{"ageMs":7}',
    },
    { number: 2, level: 'info', component: '', message: 'started', fields: '' },
  ]);
  expect(tail.entriesAfter(1)).toHaveLength(1);
  expect(tail.entriesAfter(2)).toEqual([]);
});

test('only the newest entries are kept, however many are written', () => {
  const { tail, logger } = written();
  for (let i = 0; i < 3 * tailEntriesMax; i++) logger.log('info', `entry ${i}`);
  const kept = tail.entriesAfter(0);
  expect(kept).toHaveLength(tailEntriesMax);
  expect(kept.at(-1)).toMatchObject({ number: 3 * tailEntriesMax });
  expect(kept[0]?.number).toBe(2 * tailEntriesMax + 1);
});

test('a secret reaches no entry, however deep it stands; the path of its file does', () => {
  const { tail, logger } = written();
  logger.log('error', 'refused', {
    password: 'letmein',
    tokenFile: 'intake.token',
    data: { headers: [{ Authorization: 'Bearer letmein' }], newPassword: 'letmein', apiKey: 'letmein' },
  });
  const [entry] = tail.entriesAfter(0);
  expect(entry?.fields).not.toContain('letmein');
  expect(entry?.fields).toContain('intake.token');
});

test('an entry is cut off where it is long', () => {
  const { tail, logger } = written();
  logger.log('info', 'm'.repeat(100_000), { text: 'x'.repeat(100_000) });
  expect(JSON.stringify(tail.entriesAfter(0)).length).toBeLessThan(6_000);
});

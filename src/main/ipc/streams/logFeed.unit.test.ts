/** The log as a window gets it. */
import { expect, test } from 'vitest';
import { epochMicros } from '../../../shared/kernel/time.ts';
import { logPageMax } from '../../../shared/contract/log.ts';
import { topics } from '../../../shared/contract/streams.ts';
import { createLogger } from '../../infra/logging/createLogger.ts';
import { LogTail } from '../../infra/logging/logTail.ts';
import { ofComponent } from '../../infra/logging/ofComponent.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { logFeeds, logIntervalMs } from './logFeed.ts';

function opened(filter: object) {
  const time = new SimulatedTime(epochMicros(1_795_000_000_000_000));
  const tail = new LogTail('logs/breakwater.log');
  const logger = createLogger(time, [tail]);
  let changes = 0;
  const feed = logFeeds(tail, () => 7, time)({ filter }, () => (changes += 1));
  const messages = (): string[] => {
    const framed = feed.delta();
    if (framed === undefined || framed === 'overrun') return [];
    return topics.log.delta.parse(framed.data).entries.map(({ message }) => message);
  };
  const first = () => topics.log.snapshot.parse(feed.snapshot()?.data);
  return { time, logger, feed, messages, first, changes: () => changes };
}

test('begins with the newest matching entries, the components and the place of the file', () => {
  const { logger, first } = opened({ level: 'warn' });
  ofComponent(logger, 'venues').log('warn', 'slow');
  ofComponent(logger, 'engine').log('info', 'started');
  expect(first()).toMatchObject({
    entries: [{ message: 'slow', component: 'venues', level: 'warn' }],
    kept: 2,
    components: ['engine', 'venues'],
    file: 'logs/breakwater.log',
  });
});

test('later entries follow once each, and only those that match', async () => {
  const { time, logger, first, messages, changes } = opened({ component: 'venues', text: 'LOST' });
  first();
  ofComponent(logger, 'venues').log('info', 'an answer was lost');
  ofComponent(logger, 'venues').log('info', 'connected');
  ofComponent(logger, 'engine').log('info', 'lost too');
  await time.advance(logIntervalMs);
  expect(changes()).toBe(1);
  expect(messages()).toEqual(['an answer was lost']);
  expect(messages()).toEqual([]);
  await time.advance(logIntervalMs);
  expect(changes()).toBe(1);
});

test('a flood leads to a fresh start with the newest entries', () => {
  const { logger, feed, first } = opened({});
  first();
  for (let i = 0; i <= logPageMax; i++) logger.log('info', `entry ${i}`);
  expect(feed.delta()).toBe('overrun');
  expect(first().entries).toHaveLength(logPageMax);
  expect(feed.delta()).toBeUndefined();
});

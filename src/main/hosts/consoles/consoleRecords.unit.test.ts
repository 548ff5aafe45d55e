/** What of the consoles' coming and going is on record, and how much at most. */
import { beforeEach, expect, test } from 'vitest';
import { epochMicros, formatMicros } from '../../../shared/kernel/time.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { ConsoleRecords, recordedMax } from './consoleRecords.ts';

const minuteMs = 60_000;
const since = formatMicros(epochMicros(0));
let time: SimulatedTime;
let events: DeskEvent[];
let records: ConsoleRecords;

beforeEach(() => {
  time = new SimulatedTime(epochMicros(0));
  events = [];
  const record = (event: DeskEvent) => Promise.resolve(events.push(event));
  records = new ConsoleRecords({ clock: time, scheduler: time, record });
});

const who = (console: string, operator = 'nobody') => ({
  console,
  operator,
  standing: operator === 'nobody' ? ('nobody' as const) : ('trader' as const),
  machine: 'desk-7',
});
const told = () => events.map(({ type, data }) => ({ type, ...data }));

test('a connection and its end are recorded, each with who is there at the time', async () => {
  let operator = 'nobody';
  const connection = records.begin('here', () => who('c1', operator));
  operator = 'eva';
  await time.advance(1_000);
  connection.end('it was closed');
  expect(told()).toEqual([
    { type: 'ConsoleConnected', ...who('c1'), since },
    { type: 'ConsoleDisconnected', ...who('c1', 'eva'), since, why: 'it was closed' },
  ]);
});

test('whoever comes and goes without end is counted, place by place', async () => {
  for (let index = 0; index < 1_000; index++) {
    records.begin('flapping', () => who(`c${index}`)).end('the connection broke');
  }
  records.begin('other', () => who('calm'));
  expect(events).toHaveLength(2 * recordedMax + 1);
  await time.advance(minuteMs);
  expect(events).toHaveLength(2 * recordedMax + 2);
  expect(told().at(-1)).toEqual({
    type: 'ConsoleDisconnected',
    ...who('c999'),
    since,
    why: 'the connection broke',
    times: 1_000 - recordedMax,
  });
  await time.advance(10 * minuteMs);
  expect(events).toHaveLength(2 * recordedMax + 2);
});

test('a console that stays after such a minute is recorded in the next one, with the time at which it came', async () => {
  for (let index = 0; index < recordedMax; index++) records.begin('here', () => who(`c${index}`)).end('gone');
  const stays = records.begin('here', () => who('stays', 'eva'));
  expect(JSON.stringify(events)).not.toContain('stays');
  await time.advance(minuteMs);
  expect(told().at(-1)).toEqual({ type: 'ConsoleConnected', ...who('stays', 'eva'), since });
  stays.end('it was closed');
  expect(told().at(-1)).toMatchObject({ type: 'ConsoleDisconnected', console: 'stays' });
});

test('the end of the engine leaves nothing uncounted', () => {
  for (let index = 0; index <= recordedMax; index++) {
    records.begin('here', () => who(`c${index}`)).end('gone');
  }
  records.close();
  expect(told().at(-1)).toMatchObject({ type: 'ConsoleDisconnected', times: 1 });
});

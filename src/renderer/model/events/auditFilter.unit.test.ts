import { expect, test } from 'vitest';
import { eventQuerySchema } from '../../../shared/contract/events.ts';
import {
  auditFilterProblem,
  noAuditFilter,
  rangeProblem,
  timeRangeProblem,
  toEventQuery,
  utcInstant,
} from './auditFilter.ts';

const today = '2026-11-23';

test.each([
  ['09:31', '2026-11-23T09:31:00.000000Z'],
  ['09:31:07.412', '2026-11-23T09:31:07.412000Z'],
  ['2026-11-20', '2026-11-20T00:00:00.000000Z'],
  ['2026-11-20 09:31:07', '2026-11-20T09:31:07.000000Z'],
  ['2026-11-20T09:31Z', '2026-11-20T09:31:00.000000Z'],
  [' 09:31 ', '2026-11-23T09:31:00.000000Z'],
])('%s is read as %s', (text, expected) => {
  expect(utcInstant(text, today)).toBe(expected);
});

test.each(['', '9', '25:00', '2026-02-30', 'yesterday'])('%j is no time', (text) => {
  expect(utcInstant(text, today)).toBeUndefined();
});

test('an empty filter asks for everything', () => {
  expect(toEventQuery(noAuditFilter, today)).toEqual({});
});

test('what is typed is asked for, within the contract', () => {
  const query = toEventQuery(
    {
      ...noAuditFilter,
      streamPrefix: 'order-',
      type: 'OrderFilled',
      actor: ' venue:sim ',
      text: 'abc',
      from: '09:31',
    },
    today,
  );
  expect(eventQuerySchema.parse(query)).toEqual({
    streamPrefix: 'order-',
    types: ['OrderFilled'],
    actor: 'venue:sim',
    text: 'abc',
    timeFrom: '2026-11-23T09:31:00.000000Z',
  });
});

test('one stream goes before a kind of streams', () => {
  expect(toEventQuery({ ...noAuditFilter, streamId: 'desk', streamPrefix: 'order-' }, today)).toEqual({
    streamId: 'desk',
  });
});

test.each([
  ['', ''],
  ['09:31', ''],
  ['09:31', '09:32'],
  ['2026-11-22', '09:32'],
])('times from %j to %j are fine', (from, to) => {
  expect(timeRangeProblem({ ...noAuditFilter, from, to }, today)).toBeUndefined();
});

test.each([
  ['9:31', '', /From "9:31" is no time/],
  ['', '25:00', /To "25:00" is no time/],
  ['09:32', '09:31', /not before/],
  ['09:31', '09:31', /not before/],
])('times from %j to %j are refused, not ignored', (from, to, expected) => {
  expect(timeRangeProblem({ ...noAuditFilter, from, to }, today)).toMatch(expected);
});

test('a position is gone to as it is shown, and anything else is refused with what is expected', () => {
  expect(toEventQuery({ ...noAuditFilter, at: '12 345' }, today)).toEqual({ beforePosition: 12_346 });
  expect(auditFilterProblem({ ...noAuditFilter, at: '12\u00a0345' }, today)).toBeUndefined();
  for (const at of ['0', '-3', '1.5', 'o1']) {
    expect(toEventQuery({ ...noAuditFilter, at }, today)).toEqual({});
    expect(auditFilterProblem({ ...noAuditFilter, at }, today)).toMatch(/is no position: expected a whole/);
  }
});

test('an end of a range is a position or a time, and a range goes forward', () => {
  expect(rangeProblem({ from: '', to: '' }, today)).toBeUndefined();
  expect(rangeProblem({ from: '10', to: '09:31' }, today)).toBeUndefined();
  expect(rangeProblem({ from: '10', to: '9' }, today)).toMatch(/From 10 is after To 9/);
  expect(rangeProblem({ from: '10:00', to: '09:31' }, today)).toMatch(/is after/);
  expect(rangeProblem({ from: 'noon', to: '' }, today)).toMatch(/neither a position nor a time/);
});

import { expect, test } from 'vitest';
import type { Status } from '../../../shared/contract/status.ts';
import { finishedKills } from './killWatch.ts';

const withKills = (...killIds: readonly string[]): Status =>
  ({
    trading: { kills: killIds.map((killId) => ({ killId, scope: `symbol:${killId}` })) },
  }) as unknown as Status;

test('a kill switch that is not at work any more has finished, once', () => {
  expect(finishedKills(withKills('A', 'B'), withKills('B', 'C'))).toEqual(['symbol:A']);
  expect(finishedKills(withKills('B', 'C'), withKills('B', 'C'))).toEqual([]);
});

test('one that was forgotten with the engine has not finished', () => {
  const offRecord = { fault: 'full', lostOnStop: true, cancels: 2, cancelsSent: 2, ended: 0 };
  const kills = [{ killId: 'A', scope: 'desk', offRecord }];
  const before = { trading: { kills } } as unknown as Status;
  expect(finishedKills(before, withKills())).toEqual([]);
});

test('nothing has finished before there was a status', () => {
  expect(finishedKills(undefined, withKills('A'))).toEqual([]);
  expect(finishedKills(withKills('A'), undefined)).toEqual([]);
});

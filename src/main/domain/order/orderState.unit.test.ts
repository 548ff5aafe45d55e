import { expect, test } from 'vitest';
import { rowStateOf, isOpenRow, mayAskCancel } from '../trading/killRow.ts';
import {
  activeStatuses,
  isInFlight,
  isPending,
  isResting,
  isTerminal,
  awaitsOutcome,
  mayBeAtVenue,
  orderStatuses,
  pendingStatuses,
  workingStatuses,
  type OrderStatus,
} from './orderState.ts';
import { amendableStatuses, cancelableStatuses } from './orderTransitions.ts';

const resting = ['accepted', 'partially_filled'];
const inFlight = ['submitting', 'pending_cancel', 'pending_replace'];
const ended = ['denied', 'filled', 'canceled', 'rejected', 'expired'];

const where = (holds: (status: OrderStatus) => boolean) => orderStatuses.filter(holds).toSorted();
const sorted = (...statuses: string[]) => statuses.toSorted();

test.each<[string, readonly OrderStatus[], readonly string[]]>([
  ['active: not ended', activeStatuses, ['created', ...inFlight, ...resting, 'in_doubt']],
  ['working: the venue may fill it', workingStatuses, [...inFlight, ...resting]],
  ['pending: to be sent, or without an answer', pendingStatuses, ['created', ...inFlight]],
  ['in flight', where(isInFlight), inFlight],
  ['resting', where(isResting), resting],
  ['ended', where(isTerminal), ended],
  ['sent and without an outcome', where(awaitsOutcome), [...inFlight, 'in_doubt']],
  ['may be at the venue', where(mayBeAtVenue), [...inFlight, ...resting, 'in_doubt']],
  [
    'may be canceled',
    cancelableStatuses,
    ['created', 'submitting', 'pending_replace', ...resting, 'in_doubt'],
  ],
  ['may be amended', amendableStatuses, resting],
])('%s', (_name, statuses, expected) => {
  expect(sorted(...statuses)).toEqual(sorted(...expected));
});

test('what a list says of a status, its question says too', () => {
  expect(where(isPending)).toEqual(sorted(...pendingStatuses));
  for (const status of orderStatuses) expect(activeStatuses.includes(status)).toBe(!isTerminal(status));
});

test('a row of a kill ledger is open exactly while its order has not ended', () => {
  for (const status of orderStatuses) {
    expect(isOpenRow(rowStateOf(status))).toBe(!isTerminal(status));
    expect(mayAskCancel(status)).toBe(!isTerminal(status) && status !== 'submitting');
  }
});

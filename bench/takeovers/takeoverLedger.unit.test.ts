/** Each check of a takeover finds what it is there for, on records that were made up. */
import { beforeEach, describe, expect, test } from 'vitest';
import { TakeoverLedger, type RecordRow } from './takeoverLedger.ts';

type Request = Parameters<TakeoverLedger['requests']>[0][number];

const [first, second] = [101, 202];
const takenAt = 1_000_000;

let ledger: TakeoverLedger;
let sequence = 0;
beforeEach(() => {
  ledger = new TakeoverLedger();
});

function row(type: RecordRow['type'], change: Partial<RecordRow>): RecordRow {
  const nothing = { signalId: null, isChild: null, clientOrderId: null, executionId: null, quantity: null };
  return { position: ++sequence, type, ...nothing, ...change };
}

function request(pid: number | null, clientOrderId: string, change: Partial<Request> = {}): Request {
  return {
    sequence: ++sequence,
    session: 1,
    pid,
    type: 'submit',
    clientOrderId,
    newClientOrderId: null,
    receivedAt: 10,
    ...change,
  };
}

const fill = { executionId: 'E-1', quantity: '10' };
const received = row('SignalReceived', { signalId: 'S-1' });
const created = row('OrderCreated', { signalId: 'S-1' });
const intent = row('OrderSubmitting', { clientOrderId: 'c-1' });
const filled = row('OrderFilled', fill);

/** One signal that the first engine takes, sends and fills. */
function oneOrder(): void {
  ledger.tell('S-1');
  ledger.record([received, created, intent, filled]);
  ledger.requests([request(first, 'c-1')]);
  ledger.executions([{ sequence: 1, ...fill }]);
}

describe('the ledger of takeovers', () => {
  test('finds nothing wrong and nothing missing where all is well, over a takeover', () => {
    oneOrder();
    ledger.tell('S-2');
    ledger.record([
      row('SignalReceived', { signalId: 'S-2' }),
      row('SignalRejected', { signalId: 'S-2' }),
      row('OrderCreated', { signalId: 'S-1', isChild: true }),
      row('OrderReplaceRequested', { clientOrderId: 'c-1-r1' }),
      row('OrderDenied', {}),
    ]);
    ledger.end(first, takenAt);
    // The new engine may change and cancel what the former one sent.
    ledger.requests([
      request(second, 'c-1', { type: 'replace', newClientOrderId: 'c-1-r1' }),
      request(second, 'c-1-r1', { type: 'cancel' }),
    ]);
    expect([...ledger.wrong, ...ledger.missing()]).toEqual([]);
  });

  test.each<[string, () => void]>([
    ['signal S-2 was acknowledged and is not in the record', () => ledger.tell('S-2')],
    [
      'signal S-2 was taken and has no outcome',
      () => ledger.record([row('SignalReceived', { signalId: 'S-2' })]),
    ],
    ['c-2 reached the venue without an intent in the record', () => ledger.requests([request(first, 'c-2')])],
    [
      'execution E-2 is at the venue and not in the record',
      () => ledger.executions([{ sequence: 2, executionId: 'E-2', quantity: '1' }]),
    ],
    [
      'execution E-2 is in the record and not at the venue',
      () => ledger.record([row('OrderFilled', { executionId: 'E-2', quantity: '1' })]),
    ],
  ])('misses: %s', (sentence, plant) => {
    oneOrder();
    plant();
    expect(ledger.missing()).toEqual([sentence]);
    expect(ledger.wrong).toEqual([]);
  });

  test.each<[string, () => void]>([
    ['signal S-1 has 2 outcomes', () => ledger.record([row('OrderCreated', { signalId: 'S-1' })])],
    ['signal S-1 has 2 outcomes', () => ledger.record([row('OrderDenied', { signalId: 'S-1' })])],
    ['signal S-1 has 2 outcomes', () => ledger.record([row('SignalRejected', { signalId: 'S-1' })])],
    ['c-1 was given out twice', () => ledger.record([intent])],
    ['c-1 was sent twice by process 101', () => ledger.requests([request(first, 'c-1')])],
    ['c-1 was sent by the processes 101 and 202', () => ledger.requests([request(second, 'c-1')])],
    ['execution E-1 counts twice', () => ledger.record([filled])],
    ['execution E-1 counts twice', () => ledger.executions([{ sequence: 2, ...fill }])],
    [
      'c-9 was at the venue and unknown to the record',
      () => ledger.record([row('OrderAdopted', { clientOrderId: 'c-9' })]),
    ],
    [
      'a cancel of c-1 came on a session that names no process',
      () => ledger.requests([request(null, 'c-1', { type: 'cancel' })]),
    ],
    [
      'process 101 sent a cancel of c-1 after process 202 had sent',
      () =>
        ledger.requests([
          request(second, 'c-1', { type: 'cancel' }),
          request(first, 'c-1', { type: 'cancel' }),
        ]),
    ],
    [
      'process 101 sent a cancel of c-1 250 ms after it had lost the record',
      () => {
        ledger.end(first, takenAt);
        ledger.requests([request(first, 'c-1', { type: 'cancel', receivedAt: takenAt + 250_000 })]);
      },
    ],
  ])('finds: %s', (sentence, plant) => {
    oneOrder();
    plant();
    expect(ledger.wrong).toEqual([sentence]);
    expect(ledger.missing()).toEqual([]);
  });

  test('finds an execution with another quantity, whichever side is read first', () => {
    ledger.executions([{ sequence: 1, ...fill }]);
    ledger.record([row('OrderFilled', { ...fill, quantity: '9' })]);
    expect(ledger.wrong).toEqual(['execution E-1 has 9 on one side and 10 on the other']);
  });

  test('waits for an intent and an execution that are read later', () => {
    ledger.requests([request(first, 'c-1')]);
    ledger.executions([{ sequence: 1, ...fill }]);
    expect(ledger.missing()).toHaveLength(2);
    ledger.record([intent, filled]);
    expect([...ledger.missing(), ...ledger.wrong]).toEqual([]);
  });
});

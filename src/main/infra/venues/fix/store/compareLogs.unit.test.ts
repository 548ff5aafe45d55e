/** Our record beside the venue's own log: what agrees, what was lost, and what one side can't have from the other. */
import { describe, expect, test } from 'vitest';
import { epochMicros } from '../../../../../shared/kernel/time.ts';
import { frame, soh } from '../codec/encodeMessage.ts';
import { tags, type Field } from '../codec/fixMessage.ts';
import { compareLogs, type LogComparison } from './compareLogs.ts';
import type { KeptMessage } from './keptMessage.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

const identity = { beginString: 'FIX.4.4', senderCompId: 'DESK', targetCompId: 'VENUE' };
type Direction = KeptMessage['direction'];

const message = (
  direction: Direction,
  type: string,
  seqNum: number,
  body: readonly Field[] = [],
  second = seqNum,
): string => {
  const [from, to] = direction === 'out' ? ['DESK', 'VENUE'] : ['VENUE', 'DESK'];
  return frame('FIX.4.4', [
    [tags.msgType, type],
    [tags.senderCompId, from],
    [tags.targetCompId, to],
    [tags.msgSeqNum, String(seqNum)],
    [tags.sendingTime, timeOf(second)],
    ...body,
  ]);
};
const timeOf = (second: number): string => `20261123-14:00:${String(second).padStart(2, '0')}`;
const again = (second: number): readonly Field[] => [
  [tags.possDupFlag, 'Y'],
  [tags.origSendingTime, timeOf(second)],
];

const kept = (raw: string, position: number): KeptMessage => {
  const direction = raw.includes('49=DESK') ? 'out' : 'in';
  const kind = direction === 'out' ? 'sent' : 'taken';
  return { direction, kind, epoch: 1, seqNum: 0, msgType: '', time: epochMicros(0), raw, position };
};
const compare = (ours: readonly string[], theirs: readonly string[] | string): LogComparison => {
  const text = typeof theirs === 'string' ? theirs : theirs.join('\n');
  const compared = compareLogs(ours.map(kept), text, identity);
  if (!compared.ok) throw new Error(compared.error.message);
  return compared.value;
};
const counts = ({ madeUp, lost, contradicted, ...rest }: LogComparison) => ({
  ...rest,
  madeUp: madeUp.length,
  lost: lost.length,
  contradicted: contradicted.length,
});

const order = (seqNum: number): string => message('out', 'D', seqNum, [[tags.clOrdId, `o|${seqNum}`]]);
const fill = (seqNum: number): string => message('in', '8', seqNum, [[tags.execId, `E${seqNum}`]]);
const beat = (seqNum: number): string => message('out', '0', seqNum);
const day = [
  message('out', 'A', 1),
  message('in', 'A', 1),
  order(2),
  fill(2),
  order(3),
  fill(3),
  fill(4),
  beat(4),
];
const all = { agreed: 8, madeUp: 0, lost: 0, contradicted: 0, outside: 0 };

describe('two logs that agree', () => {
  test.each<[string, string]>([
    ['with one message a line', day.join('\n')],
    ['without lines', day.join('')],
    ['with a time before each message', day.map((raw) => `20261123-14:00:00.000 : ${raw}`).join('\r\n')],
    ['in another order', day.toReversed().join('\n')],
    ['with ^A for the byte 1', day.map((raw) => raw.replaceAll(soh, '^A')).join('\n')],
    ['with | for the byte 1', day.map((raw) => raw.replaceAll(soh, '|')).join('\n')],
    ['with | and none at the end', day.map((raw) => raw.slice(0, -1).replaceAll(soh, '|')).join('\n')],
  ])('%s', (_form, text) => {
    expect(counts(compare(day, text))).toEqual(all);
  });
});

describe('a message that is missing on one side', () => {
  test('was received here and not sent there: it contradicts, and no other does', () => {
    const { contradicted, ...rest } = compare(
      day,
      day.filter((raw) => raw !== fill(3)),
    );
    expect(contradicted).toEqual([fill(3)]);
    expect(rest).toMatchObject({ agreed: 7, lost: [], madeUp: [] });
  });

  test.each([
    ['an order that never arrived there', day, day.filter((raw) => raw !== order(3)), order(3)],
    ['a fill that never arrived here', day.filter((raw) => raw !== fill(3)), day, fill(3)],
    ['a fill of a number that was never taken', day, [...day, fill(99)], fill(99)],
  ])('was sent and is lost for good: %s', (_what, ours, theirs, lost) => {
    expect(compare(ours, theirs)).toMatchObject({ lost: [lost], contradicted: [], madeUp: [] });
  });

  test('and was sent again, is made up for', () => {
    const copies = [
      message('in', '8', 3, [...again(3), [tags.execId, 'E3']], 40),
      // Some venues do not say when they sent it first.
      message(
        'in',
        '8',
        4,
        [
          [tags.possDupFlag, 'Y'],
          [tags.execId, 'E4'],
        ],
        40,
      ),
    ];
    const here = [...day.filter((raw) => raw !== fill(3) && raw !== fill(4)), ...copies];
    const compared = compare(here, [...day, ...copies]);
    expect(counts(compared)).toEqual({ ...all, madeUp: 2 });
    expect(compared.madeUp).toEqual([fill(3), fill(4)]);
  });

  test('and comes again with other values, is lost', () => {
    const other = message('in', '8', 3, [...again(3), [tags.execId, 'E3'], [tags.lastQty, '9']], 40);
    const here = [...day.filter((raw) => raw !== fill(3)), other];
    expect(compare(here, [...day, other])).toMatchObject({ lost: [fill(3)], contradicted: [] });
  });

  const gapFill = (seqNum: number, to: number, second: number): string =>
    message(
      'out',
      msgTypes.sequenceReset,
      seqNum,
      [
        [tags.possDupFlag, 'Y'],
        [tags.gapFillFlag, 'Y'],
        [tags.newSeqNo, String(to)],
      ],
      second,
    );

  test('and has a gap fill in its place, is made up for; one under numbers that began anew is not', () => {
    const without = day.filter((raw) => raw !== order(3));
    const fills = [gapFill(2, 4, 40)];
    expect(compare([...day, ...fills], [...without, ...fills])).toMatchObject({
      madeUp: [order(3)],
      lost: [],
    });
    const next = [message('out', 'A', 1, [], 30), ...fills];
    expect(compare([...day, ...next], [...without, ...next])).toMatchObject({ lost: [order(3)] });
  });

  test('and says nothing about an order, is made up for', () => {
    const here = [...day, order(5)];
    const compared = compare(
      here,
      here.filter((raw) => raw !== beat(4)),
    );
    expect(compared).toMatchObject({ madeUp: [beat(4)], lost: [], contradicted: [] });
  });
});

test('a line that stands twice in the log contradicts by itself alone, where it was received there', () => {
  expect(counts(compare(day, [...day, order(2)]))).toEqual({ ...all, contradicted: 1 });
  expect(counts(compare(day, [...day, fill(2)]))).toEqual({ ...all, madeUp: 1 });
});

test('what is from before and after the log says nothing against it', () => {
  expect(counts(compare(day, day.slice(2, 5)))).toEqual({ ...all, agreed: 3, outside: 5 });
  // A log that has the two directions one after the other, cut.
  const log = [
    ...day.filter((raw) => raw.includes('49=DESK')),
    ...day.filter((raw) => raw.includes('56=DESK')),
  ];
  expect(counts(compare(day, log.slice(0, 6)))).toEqual({ ...all, agreed: 6, outside: 2 });
  expect(counts(compare(day, log.slice(0, 4)))).toEqual({ ...all, agreed: 4, contradicted: 4 });
});

test.each([
  ['', 'no FIX message at all'],
  ['x'.repeat(1_000_000), 'no FIX message at all'],
  [day.join('\n').replaceAll('=DESK', '=DEXK'), 'messages of DEXK to VENUE, VENUE to DEXK'],
])('a log without the session is refused', (text, has) => {
  expect(compareLogs(day.map(kept), text, identity)).toMatchObject({
    ok: false,
    error: {
      code: 'log_without_session',
      message: `the log has no message between DESK and VENUE; it has ${has}`,
    },
  });
});

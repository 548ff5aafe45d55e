/**
 * The FIX Trading Community's session test cases that concern an initiator, by their numbers, against the pure machine.
 */
import { describe, expect, test } from 'vitest';
import { epochMicros } from '../../../../../shared/kernel/time.ts';
import { formatUtcTimestamp } from '../codec/utcTimestamp.ts';
import { logonBody, SessionBench, sentOf, startMicros, typesOf } from '../testing/scriptedMessages.ts';
import type { StoredOutgoing } from './answerResend.ts';
import { logonMsMax, logoutMsMax } from './decideSession.ts';

const second = 1_000;

const fill = [
  [37, 'V1'],
  [11, 'C1'],
  [17, 'E1'],
  [150, 'F'],
  [39, '2'],
  [55, 'SPX'],
  [54, '1'],
  [32, '10'],
  [31, '1400'],
  [14, '10'],
  [151, '0'],
] as const;

const sentAt = (offsetMs: number) => formatUtcTimestamp(epochMicros(startMicros + offsetMs * 1_000));
const duplicate = (original = sentAt(-5_000)) => ({ header: [[43, 'Y'] as const, [122, original] as const] });

function loggedOn(numbers = { nextOut: 1, nextIn: 1 }, change = {}): SessionBench {
  const bench = new SessionBench(numbers, change);
  bench.logOn();
  return bench;
}

/** The reason and the tag of the Reject that was sent. */
function rejected(events: Parameters<typeof sentOf>[0]): string {
  const reject = sentOf(events).find((text) => text.startsWith('3 ') || text.startsWith('j '));
  return reject?.replace(/ 58=.*/, '') ?? 'nothing';
}

describe('1B logon', () => {
  test('sends Logon first, and is logged on by the answer', () => {
    const bench = new SessionBench();
    expect(sentOf(bench.give({ type: 'connected' }))).toEqual(['A 98=0 108=30']);
    expect(typesOf(bench.hear('A', 1, logonBody))).toEqual(['LoggedOn', 'Expected']);
    expect(bench.state).toMatchObject({ status: 'logged_on', nextOut: 2, nextIn: 2 });
  });

  test('asks to begin at 1 only by configuration', () => {
    const bench = new SessionBench({ nextOut: 40, nextIn: 50 }, { resetOnLogon: true });
    expect(sentOf(bench.give({ type: 'connected' }))).toEqual(['A 98=0 108=30 141=Y']);
    bench.hear('A', 1, [...logonBody, [141, 'Y']]);
    expect(bench.state).toMatchObject({ status: 'logged_on', nextOut: 2, nextIn: 2 });
  });

  test('a number that is too high is asked for', () => {
    const bench = new SessionBench({ nextOut: 5, nextIn: 5 });
    expect(sentOf(bench.logOn(9))).toEqual(['2 7=5 16=0']);
    expect(bench.state).toMatchObject({ status: 'logged_on', nextIn: 5 });
  });

  test('a number that is too low ends the session, and is never taken over', () => {
    const bench = new SessionBench({ nextOut: 5, nextIn: 5 });
    const events = bench.logOn(3);
    expect(sentOf(events)).toEqual(['5 58=MsgSeqNum too low, expecting 5 but received 3']);
    expect(typesOf(events)).toContain('NumbersDisputed');
    expect(bench.state).toMatchObject({ status: 'disconnected', nextIn: 5 });
  });

  test.each([
    ['without HeartBtInt', [[98, '0']]],
    [
      'with encryption',
      [
        [98, '1'],
        [108, '30'],
      ],
    ],
    [
      'with a reset that is not agreed',
      [
        [98, '0'],
        [108, '30'],
        [141, 'Y'],
      ],
    ],
  ] as const)('a Logon %s is answered by Logout', (_what, body) => {
    const bench = new SessionBench();
    bench.give({ type: 'connected' });
    const events = bench.hear('A', 1, body);
    expect(sentOf(events)[0]).toMatch(/^5 58=/);
    expect(bench.state.status).toBe('disconnected');
  });

  test('another first message ends the connection', () => {
    const bench = new SessionBench();
    bench.give({ type: 'connected' });
    expect(typesOf(bench.hear('0', 1))).toEqual(['Ended']);
  });

  test('no answer ends the connection after a time', () => {
    const bench = new SessionBench();
    bench.give({ type: 'connected' });
    bench.pass(logonMsMax - 1);
    expect(bench.give({ type: 'tick' })).toEqual([]);
    bench.pass(1);
    expect(typesOf(bench.give({ type: 'tick' }))).toEqual(['Ended']);
  });

  test('a Logout that expects another number is shown with it, and nothing is reset', () => {
    const bench = new SessionBench({ nextOut: 3, nextIn: 8 });
    bench.give({ type: 'connected' });
    const events = bench.hear('5', 8, [[58, 'MsgSeqNum too low, expecting 12 but received 3']]);
    const ended = events.find(({ type }) => type === 'Ended');
    expect(ended).toMatchObject({ why: expect.stringContaining('it expects our message 12') });
    expect(typesOf(events)).toContain('NumbersDisputed');
    expect(bench.state).toMatchObject({ nextOut: 4, nextIn: 9 });
  });
});

describe('2 receiving messages', () => {
  test('a: the expected number goes on', () => {
    const bench = loggedOn();
    expect(typesOf(bench.hear('8', 2, fill))).toEqual(['Expected', 'Delivered']);
    expect(bench.state.nextIn).toBe(3);
  });

  test('b: a number that is too high is asked for once, and nothing out of order is handed on', () => {
    const bench = loggedOn();
    const events = bench.hear('8', 4, fill);
    expect(sentOf(events)).toEqual(['2 7=2 16=0']);
    expect(typesOf(events)).not.toContain('Delivered');
    expect(sentOf(bench.hear('8', 5, fill))).toEqual([]);
    for (const number of [2, 3, 4]) {
      expect(typesOf(bench.hear('8', number, fill, duplicate()))).toContain('Delivered');
    }
    expect(typesOf(bench.hear('8', 5, fill, duplicate()))).toEqual(['Expected', 'Delivered']);
    expect(bench.state).toMatchObject({ nextIn: 6, resend: undefined });
  });

  test('b: what does not come is asked for again', () => {
    const bench = loggedOn();
    bench.hear('8', 4, fill);
    bench.pass(30 * second);
    expect(sentOf(bench.give({ type: 'tick' }))).toContain('2 7=2 16=0');
  });

  test('c: a number that is too low without PossDupFlag ends the session', () => {
    const bench = loggedOn({ nextOut: 1, nextIn: 5 });
    expect(sentOf(bench.hear('8', 3, fill))).toEqual(['5 58=MsgSeqNum too low, expecting 6 but received 3']);
    expect(bench.state.status).toBe('disconnected');
    // The next Logon shows whether the two sides really disagree; only that holds the session.
    expect(bench.logOn(6)).not.toContainEqual(expect.objectContaining({ type: 'NumbersDisputed' }));
    expect(bench.state.status).toBe('logged_on');
  });

  test('d, m, t: a garbled message is warned of and counts nothing', () => {
    const bench = loggedOn();
    expect(typesOf(bench.give({ type: 'garbled', why: 'CheckSum' }))).toEqual(['Warned']);
    expect(bench.state.nextIn).toBe(2);
  });

  test('e: a possible duplicate that is known is ignored', () => {
    const bench = loggedOn({ nextOut: 1, nextIn: 5 });
    expect(typesOf(bench.hear('8', 3, fill, duplicate()))).toEqual(['Warned']);
    expect(bench.state.nextIn).toBe(6);
  });

  test('e: a possible duplicate that is not known yet is handed on', () => {
    const bench = loggedOn();
    expect(typesOf(bench.hear('8', 2, fill, duplicate()))).toEqual(['Expected', 'Delivered']);
  });

  test.each([[2], [1]])('f: OrigSendingTime after SendingTime is rejected (number %i)', (number) => {
    const bench = loggedOn();
    const events = bench.hear('8', number, fill, duplicate(sentAt(1_000)));
    expect(rejected(events)).toBe(`3 45=${number} 372=8 371=122 373=10`);
    expect(typesOf(events)).not.toContain('Delivered');
    expect(bench.state.nextIn).toBe(number === 2 ? 3 : 2);
  });

  test('g: a possible duplicate without OrigSendingTime is rejected', () => {
    const bench = loggedOn();
    const events = bench.hear('8', 2, fill, { header: [[43, 'Y']] });
    expect(rejected(events)).toBe('3 45=2 372=8 371=122 373=1');
    expect(bench.state.nextIn).toBe(3);
  });

  test('i: another BeginString ends the session with a Logout', () => {
    const bench = loggedOn();
    const events = bench.hear('0', 2, [], { beginString: 'FIX.4.2' });
    expect(sentOf(events)).toEqual(['5 58=BeginString is FIX.4.2; expected FIX.4.4']);
    expect(bench.state.status).toBe('disconnected');
  });

  test.each([
    ['SenderCompID', { from: 'OTHER' }, 49],
    ['TargetCompID', { to: 'OTHER' }, 56],
  ])('k: another %s is rejected and ends the session', (_what, header, tag) => {
    const bench = loggedOn();
    const events = bench.hear('0', 2, [], header);
    expect(rejected(events)).toBe(`3 45=2 372=0 371=${tag} 373=9`);
    expect(sentOf(events)[1]).toMatch(/^5 /);
    expect(bench.state).toMatchObject({ status: 'disconnected', nextIn: 3 });
  });

  test.each([
    [-120_000, false],
    [120_000, false],
    [-120_001, true],
    [120_001, true],
  ])('o: a SendingTime that is %i ms off is refused: %s', (offsetMs, isRefused) => {
    const bench = loggedOn();
    const events = bench.hear('0', 2, [], { sentAt: startMicros + offsetMs * 1_000 });
    expect(rejected(events)).toBe(isRefused ? '3 45=2 372=0 371=52 373=10' : 'nothing');
    expect(bench.state.status).toBe(isRefused ? 'disconnected' : 'logged_on');
  });

  test('q: an unknown MsgType is rejected', () => {
    const bench = loggedOn();
    expect(rejected(bench.hear('ZZ', 2))).toBe('3 45=2 372=ZZ 371=35 373=11');
    expect(bench.state.nextIn).toBe(3);
  });

  test('r: a known type that is not taken is refused as business', () => {
    const bench = loggedOn();
    expect(rejected(bench.hear('B', 2, [[148, 'news']]))).toBe('j 45=2 372=B 380=3');
    expect(bench.state.nextIn).toBe(3);
  });
});

describe('4 to 7 heartbeats', () => {
  test('4: a Heartbeat leaves in each interval without another message', () => {
    const bench = loggedOn();
    bench.pass(29 * second);
    expect(bench.give({ type: 'tick' })).toEqual([]);
    bench.pass(second);
    expect(sentOf(bench.give({ type: 'tick' }))).toEqual(['0']);
    expect(bench.give({ type: 'tick' })).toEqual([]);
  });

  test('5: a Heartbeat counts', () => {
    const bench = loggedOn();
    bench.hear('0', 2);
    expect(bench.state.nextIn).toBe(3);
  });

  test('6: 120 percent of the interval in silence: TestRequest, and then the end', () => {
    const bench = loggedOn();
    bench.pass(36 * second - 1);
    expect(sentOf(bench.give({ type: 'tick' }))).toEqual(['0']);
    bench.pass(1);
    expect(sentOf(bench.give({ type: 'tick' }))).toEqual(['1 112=silence-3']);
    bench.pass(36 * second - 1);
    expect(typesOf(bench.give({ type: 'tick' }))).not.toContain('Ended');
    bench.pass(1);
    expect(typesOf(bench.give({ type: 'tick' }))).toEqual(['Ended']);
  });

  test('6: any message in time keeps the session', () => {
    const bench = loggedOn();
    bench.pass(36 * second);
    bench.give({ type: 'tick' });
    bench.hear('0', 2, [[112, 'silence-2']]);
    bench.pass(35 * second);
    expect(typesOf(bench.give({ type: 'tick' }))).not.toContain('Ended');
  });

  test('6: a TestRequest is answered with its id', () => {
    const bench = loggedOn();
    expect(sentOf(bench.hear('1', 2, [[112, 'are you there']]))).toEqual(['0 112=are you there']);
  });

  test('7: a Reject counts, and is handed on', () => {
    const bench = loggedOn();
    expect(
      typesOf(
        bench.hear('3', 2, [
          [45, '7'],
          [373, '5'],
        ]),
      ),
    ).toEqual(['Expected', 'RejectReceived']);
    expect(bench.state.nextIn).toBe(3);
  });
});

const stored = (seqNum: number, msgType: string, stale = false): StoredOutgoing => ({
  seqNum,
  msgType,
  body: [[11, `C${seqNum}`]],
  sendingTime: startMicros,
  stale,
});

describe('8 resend requests', () => {
  test('names the messages to be sent again', () => {
    const bench = loggedOn({ nextOut: 9, nextIn: 1 });
    expect(
      bench.hear('2', 2, [
        [7, '3'],
        [16, '0'],
      ]),
    ).toContainEqual({ type: 'ResendAsked', from: 3, to: 9 });
    expect(
      bench.hear('2', 3, [
        [7, '3'],
        [16, '5'],
      ]),
    ).toContainEqual({ type: 'ResendAsked', from: 3, to: 5 });
    expect(
      bench.hear('2', 4, [
        [7, '3'],
        [16, '999999'],
      ]),
    ).toContainEqual({ type: 'ResendAsked', from: 3, to: 9 });
  });

  test('application messages go again under their numbers, gap fills take the place of the others', () => {
    const bench = loggedOn({ nextOut: 9, nextIn: 1 });
    const messages = [
      stored(3, 'A'),
      stored(4, 'F'),
      stored(5, '0'),
      stored(6, '1'),
      stored(7, 'H'),
      stored(8, '0'),
    ];
    const events = bench.give({ type: 'resend', from: 3, to: 8, stored: messages });
    expect(sentOf(events)).toEqual([
      '4@3 123=Y 36=4',
      'F@4 11=C4',
      '4@5 123=Y 36=7',
      'H@7 11=C7',
      '4@8 123=Y 36=9',
    ]);
    expect(bench.state.nextOut).toBe(10);
  });

  test('a stale order is never sent again', () => {
    const bench = loggedOn({ nextOut: 9, nextIn: 1 });
    const messages = [stored(3, 'D'), stored(4, 'D', true), stored(5, 'D')];
    const events = bench.give({ type: 'resend', from: 3, to: 5, stored: messages });
    expect(sentOf(events)).toEqual(['D@3 11=C3', '4@4 123=Y 36=5', 'D@5 11=C5']);
  });

  test('numbers without a message are filled', () => {
    const bench = loggedOn({ nextOut: 9, nextIn: 1 });
    expect(sentOf(bench.give({ type: 'resend', from: 3, to: 8, stored: [] }))).toEqual(['4@3 123=Y 36=9']);
  });

  test.each([
    ['0', '0'],
    ['5', '4'],
  ])('BeginSeqNo %s and EndSeqNo %s are rejected', (from, to) => {
    const bench = loggedOn({ nextOut: 9, nextIn: 1 });
    expect(
      rejected(
        bench.hear('2', 2, [
          [7, from],
          [16, to],
        ]),
      ),
    ).toBe('3 45=2 372=2 371=7 373=5');
  });

  test('20: is answered while our own is awaited', () => {
    const bench = loggedOn({ nextOut: 9, nextIn: 1 });
    const events = bench.hear('2', 5, [
      [7, '3'],
      [16, '0'],
    ]);
    expect(events).toContainEqual({ type: 'ResendAsked', from: 3, to: 9 });
    expect(sentOf(events)).toEqual(['2 7=2 16=0']);
    expect(bench.state.nextIn).toBe(2);
  });
});

describe('10 gap fill', () => {
  const gapFill = (newSeqNo: number) =>
    [
      [123, 'Y'],
      [36, String(newSeqNo)],
    ] as const;

  test('a: too high is asked for', () => {
    const bench = loggedOn();
    expect(sentOf(bench.hear('4', 5, gapFill(9)))).toEqual(['2 7=2 16=0']);
    expect(bench.state.nextIn).toBe(2);
  });

  test('b: equal takes NewSeqNo, and no number more', () => {
    const bench = loggedOn();
    bench.hear('4', 2, gapFill(80));
    expect(bench.state.nextIn).toBe(80);
  });

  test('c: too low with PossDupFlag is ignored', () => {
    const bench = loggedOn({ nextOut: 1, nextIn: 5 });
    expect(typesOf(bench.hear('4', 3, gapFill(9), duplicate()))).toEqual(['Warned']);
    expect(bench.state.nextIn).toBe(6);
  });

  test('d: too low without it ends the session', () => {
    const bench = loggedOn({ nextOut: 1, nextIn: 5 });
    bench.hear('4', 3, gapFill(9));
    expect(bench.state).toMatchObject({ status: 'disconnected', nextIn: 6 });
  });

  test.each([[2], [1]])('e: NewSeqNo %i, which is not above the expected number, is rejected', (newSeqNo) => {
    const bench = loggedOn();
    expect(rejected(bench.hear('4', 2, gapFill(newSeqNo)))).toBe('3 45=2 372=4 371=36 373=5');
    expect(bench.state.nextIn).toBe(2);
  });
});

describe('11 sequence reset', () => {
  test('a: the number of the message itself is ignored', () => {
    const bench = loggedOn();
    bench.hear('4', 999, [[36, '50']]);
    expect(bench.state.nextIn).toBe(50);
    bench.hear('4', 1, [
      [123, 'N'],
      [36, '60'],
    ]);
    expect(bench.state.nextIn).toBe(60);
  });

  test('b: the number that is expected anyway is warned of', () => {
    const bench = loggedOn();
    expect(typesOf(bench.hear('4', 2, [[36, '2']]))).toEqual(['Warned']);
    expect(bench.state.nextIn).toBe(2);
  });

  test('c: a lower number is rejected, and nothing changes', () => {
    const bench = loggedOn({ nextOut: 1, nextIn: 5 });
    expect(rejected(bench.hear('4', 6, [[36, '3']]))).toBe('3 45=6 372=4 371=36 373=5');
    expect(bench.state.nextIn).toBe(6);
  });
});

describe('12 and 13 logout', () => {
  test('12: without an answer the connection is closed after a time', () => {
    const bench = loggedOn();
    expect(sentOf(bench.give({ type: 'logout', why: 'the day is over' }))).toEqual(['5 58=the day is over']);
    bench.pass(logoutMsMax - 1);
    expect(typesOf(bench.give({ type: 'tick' }))).toEqual([]);
    bench.pass(1);
    expect(typesOf(bench.give({ type: 'tick' }))).toEqual(['Warned', 'Ended']);
  });

  test('12: the answer closes the connection; what comes before is handed on', () => {
    const bench = loggedOn();
    bench.give({ type: 'logout', why: 'the day is over' });
    expect(typesOf(bench.hear('8', 2, fill))).toContain('Delivered');
    expect(typesOf(bench.hear('5', 3))).toEqual(['Expected', 'Ended']);
  });

  test('13: an unasked Logout is answered', () => {
    const bench = loggedOn();
    const events = bench.hear('5', 2, [[58, 'end of day']]);
    expect(sentOf(events)).toEqual(['5']);
    expect(bench.state).toMatchObject({ status: 'disconnected', nextIn: 3 });
  });

  test('13: a gap in its number does not advance what is expected', () => {
    const bench = loggedOn();
    expect(sentOf(bench.hear('5', 9))).toEqual(['5']);
    expect(bench.state).toMatchObject({ status: 'disconnected', nextIn: 2 });
  });
});

describe('14 rejects, each with its reason', () => {
  test.each([
    ['a: an undefined tag', '0', [[999, 'x']], '371=999 373=0'],
    ['b: a missing tag', '1', [], '371=112 373=1'],
    ['c: a tag of another message', '0', [[36, '4']], '371=36 373=2'],
    ['d: a tag without a value', '8', [...fill, [58, '']], '371=58 373=4'],
    [
      'e: a value that is none',
      '8',
      fill.map(([tag, value]) => [tag, tag === 54 ? 'Z' : value]),
      '371=54 373=5',
    ],
    [
      'f: a format that is wrong',
      '8',
      fill.map(([tag, value]) => [tag, tag === 32 ? 'ten' : value]),
      '371=32 373=6',
    ],
    ['g: a header tag in the body', '8', [...fill, [97, 'N']], '371=97 373=14'],
    ['h: a tag that stands twice', '8', [...fill, [17, 'E2']], '371=17 373=13'],
    ['i: a group whose count is wrong', '8', [...fill, [453, '2'], [448, 'P']], '371=453 373=16'],
    [
      'j: a group that begins with another tag',
      '8',
      [...fill, [453, '1'], [447, 'D'], [448, 'P']],
      '371=453 373=15',
    ],
  ] as const)('%s', (_what, msgType, body, expected) => {
    const bench = loggedOn();
    const events = bench.hear(msgType, 2, body as readonly (readonly [number, string])[]);
    expect(rejected(events)).toBe(`3 45=2 372=${msgType} ${expected}`);
    expect(bench.state).toMatchObject({ status: 'logged_on', nextIn: 3 });
  });

  test('a field that another one asks for is missing: refused as business', () => {
    const bench = loggedOn();
    expect(
      rejected(
        bench.hear(
          '8',
          2,
          fill.filter(([tag]) => tag !== 31),
        ),
      ),
    ).toBe('j 45=2 372=8 380=5');
  });

  test('a report of an execution is taken with tags that nobody here knows', () => {
    const bench = loggedOn();
    expect(typesOf(bench.hear('8', 2, [...fill, [4_321, 'x'], [9_999, 'y']]))).toContain('Delivered');
  });

  test('18: messages of third parties are refused', () => {
    const bench = loggedOn();
    expect(rejected(bench.hear('8', 2, fill, { header: [[115, 'OTHER']] }))).toBe(
      '3 45=2 372=8 371=115 373=9',
    );
  });
});

describe('whatever happens', () => {
  test('a message without MsgSeqNum ends the session', () => {
    const bench = loggedOn();
    expect(sentOf(bench.hear('0', 'x'))).toEqual(['5 58=MsgSeqNum is missing']);
  });

  test('a second Logon ends the session', () => {
    const bench = loggedOn();
    bench.hear('A', 2, logonBody);
    expect(bench.state.status).toBe('disconnected');
  });

  test('a lost connection ends it without a word', () => {
    const bench = loggedOn();
    expect(bench.give({ type: 'disconnected', why: 'cut' })).toEqual([{ type: 'Ended', why: 'cut' }]);
    expect(bench.give({ type: 'disconnected', why: 'cut' })).toEqual([]);
  });
});

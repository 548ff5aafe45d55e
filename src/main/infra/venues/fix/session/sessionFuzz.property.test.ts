/** The whole session, from bytes to answers, against a venue that says anything in any order and in any pieces. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertNever } from '../../../../../shared/kernel/invariant.ts';
import { epochMicros } from '../../../../../shared/kernel/time.ts';
import { frame, soh } from '../codec/encodeMessage.ts';
import { seqNumOf, tags, valueOf, type Field } from '../codec/fixMessage.ts';
import { FrameReader, messageBytesMax } from '../codec/frameReader.ts';
import { parseMessage } from '../codec/parseMessage.ts';
import { formatUtcTimestamp } from '../codec/utcTimestamp.ts';
import { heapInUse } from '../../../testing/heapInUse.ts';
import { deskSettings, logonBody, SessionBench, startMicros } from '../testing/scriptedMessages.ts';
import type { StoredOutgoing } from './answerResend.ts';
import { wireText } from './header.ts';
import type { SessionEvent } from './sessionState.ts';

/** A message of the venue by what is odd about it. */
interface Saying {
  readonly type: string;
  /** MsgSeqNum, counted from the one that the desk expects by then. */
  readonly ahead: number;
  readonly header: readonly Field[];
  readonly body: readonly Field[];
  readonly sentAtMs: number;
  readonly damage: 'none' | 'byte' | 'cut' | 'twice' | 'noise';
  readonly at: number;
}

type Step =
  | { readonly do: 'say'; readonly what: readonly Saying[]; readonly pieces: readonly number[] }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'connect' | 'lose' | 'logout' | 'test' | 'order' };

const text = fc.oneof(
  fc.constantFrom('Y', 'N', '0', '1', '2', '8', 'FIX.4.4', '-1', '00', '1e3', '99999999999999999999'),
  fc.string({
    unit: fc.integer({ min: 2, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 12,
  }),
);
const tag = fc.oneof(
  fc.constantFrom(...Object.values(tags).filter((one) => one > 10)),
  fc.integer({ min: 0, max: 9_999 }),
);
const field = fc.tuple(tag, text);
const around = (...known: readonly (readonly Field[])[]): fc.Arbitrary<readonly Field[]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.array(field, { maxLength: 6 }) },
  );
const count = fc.integer({ min: 0, max: 20 }).map(String);
const report: readonly Field[] = [
  [37, 'V1'],
  [11, 'C1'],
  [17, 'E1'],
  [150, 'F'],
  [39, '2'],
  [55, 'SPX'],
  [54, '1'],
  [32, '10'],
  [31, '1400'],
];
const saying: fc.Arbitrary<Saying> = fc.record({
  type: fc.constantFrom('A', '0', '1', '2', '3', '4', '5', '8', '8', '9', 'j', 'D', 'ZZ', ''),
  ahead: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: -4, max: 6 }) },
  ),
  header: around(
    [],
    [],
    [[43, 'Y']],
    [
      [43, 'Y'],
      [122, formatUtcTimestamp(epochMicros(startMicros))],
    ],
  ),
  body: fc.oneof(
    around(report, logonBody, [], [[112, 'id']]),
    fc.tuple(count, count).map(([from, to]): Field[] => [
      [7, from],
      [16, to],
    ]),
    fc.tuple(fc.constantFrom('Y', 'N'), count).map(([fill, to]): Field[] => [
      [123, fill],
      [36, to],
    ]),
  ),
  sentAtMs: fc.constantFrom(0, 0, 0, 119_000, -121_000),
  damage: fc.oneof(
    { weight: 6, arbitrary: fc.constant('none' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('byte' as const, 'cut' as const, 'twice' as const, 'noise' as const),
    },
  ),
  at: fc.nat(300),
});
/** What keeps the session up: without it, nearly every session ends before anything is handed on or sent again. */
const soundSaying: fc.Arbitrary<Saying> = fc
  .constantFrom<readonly [type: string, body: readonly Field[]]>(
    ['8', report],
    ['0', []],
    ['1', [[112, 'id']]],
    [
      '2',
      [
        [7, '1'],
        [16, '0'],
      ],
    ],
  )
  .map(([type, body]) => ({ type, ahead: 0, header: [], body, sentAtMs: 0, damage: 'none', at: 0 }));
const said = (what: fc.Arbitrary<Saying>): fc.Arbitrary<Step> =>
  fc.record({
    do: fc.constant('say' as const),
    what: fc.array(what, { minLength: 1, maxLength: 3 }),
    pieces: fc.array(fc.nat(500), { maxLength: 4 }),
  });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: said(soundSaying) },
  { weight: 2, arbitrary: said(saying) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('order' as const, 'test' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('connect' as const, 'connect' as const, 'lose' as const, 'logout' as const),
    }),
  },
);

/** Looks at every event of a session, whatever it was given. */
class Watch {
  readonly bench = new SessionBench();
  /** What no session may do. */
  readonly faults: string[] = [];
  readonly met = new Set<SessionEvent['type'] | 'garbled'>();
  private reader = new FrameReader();
  private readonly delivered = new Set<number>();
  private readonly stored: StoredOutgoing[] = [];
  private said: readonly string[] = [];

  do(one: Step): void {
    const { bench } = this;
    if (one.do === 'say') return this.hear(one.what, one.pieces);
    if (one.do === 'pass') {
      bench.pass(one.ms);
      return this.look(bench.give({ type: 'tick' }));
    }
    if (one.do === 'connect') {
      if (bench.state.status === 'disconnected') this.reader = new FrameReader();
      this.look(bench.give({ type: 'connected' }));
      return this.hear(
        [{ type: 'A', ahead: 0, header: [], body: logonBody, sentAtMs: 0, damage: 'none', at: 0 }],
        [],
      );
    }
    if (one.do === 'lose') return this.look(bench.give({ type: 'disconnected', why: 'lost' }));
    if (one.do === 'logout') return this.look(bench.give({ type: 'logout', why: 'the desk stops' }));
    // The driver sends nothing while the session is not up.
    if (bench.state.status !== 'logged_on') return undefined;
    if (one.do === 'test') return this.look(bench.give({ type: 'test', id: 'barrier-1' }));
    return this.look(bench.give({ type: 'send', msgType: 'D', body: [[11, `C${bench.state.nextOut}`]] }));
  }

  private hear(what: readonly Saying[], pieces: readonly number[]): void {
    this.said = what.map((one, index) => this.textOf(one, this.bench.state.nextIn + index));
    const bytes = what.map(({ damage, at }, index) => damaged(this.said[index] ?? '', damage, at)).join('');
    const places = [0, ...pieces.filter((place) => place < bytes.length), bytes.length].toSorted(
      (a, b) => a - b,
    );
    for (const [index, place] of places.entries()) {
      for (const one of this.reader.push(bytes.slice(places[index - 1] ?? 0, place))) {
        const input =
          one.type === 'garbled'
            ? ({ type: 'garbled', why: one.why } as const)
            : ({ type: 'received', message: one.message } as const);
        this.look(this.bench.give(input), one.type === 'garbled');
      }
    }
  }

  private textOf({ type, ahead, header, body, sentAtMs }: Saying, expected: number): string {
    const now = startMicros + this.bench.elapsedMs * 1_000;
    return frame('FIX.4.4', [
      [tags.msgType, type],
      [tags.senderCompId, 'VENUE'],
      [tags.targetCompId, 'DESK'],
      [tags.msgSeqNum, String(expected + ahead)],
      ...header,
      [tags.sendingTime, formatUtcTimestamp(epochMicros(now + sentAtMs * 1_000))],
      ...body,
    ]);
  }

  private look(events: readonly SessionEvent[], wasGarbled = false): void {
    const before = this.numbers;
    if (wasGarbled) this.met.add('garbled');
    for (const event of events) {
      this.met.add(event.type);
      if (wasGarbled) this.must(event.type === 'Warned', `a garbled message: ${event.type}`);
      if (event.type === 'Delivered') {
        const seqNum = seqNumOf(event.message) ?? 0;
        this.must(!this.delivered.has(seqNum), `${seqNum} is handed on twice`);
        this.delivered.add(seqNum);
        this.must(parseMessage(event.message.raw).ok, `${seqNum} is damaged, and is handed on`);
      }
      if (event.type === 'Expected') this.rises('nextIn', event.nextIn);
      if (event.type === 'Sent') {
        this.wellFormed(event.message, undefined);
        this.rises('nextOut', event.message.seqNum + 1);
        this.stored.push({ ...event.message, stale: event.message.seqNum % 2 === 0 });
      }
      if (event.type === 'SentAgain') this.wellFormed(event.message, { originalTime: event.originalTime });
      if (event.type === 'GapFilled') {
        this.wellFormed(event.message, { originalTime: event.message.sendingTime });
        const to = Number(valueOf({ fields: event.message.body }, tags.newSeqNo));
        this.must(to > event.from, `a gap fill from ${event.from} to ${to}`);
      }
    }
    const { nextIn, nextOut } = this.bench.state;
    const now = `${nextIn} ${nextOut}`;
    this.must(now === `${this.numbers.nextIn} ${this.numbers.nextOut}`, `the numbers are ${now}`);
    if (wasGarbled) this.must(this.numbers === before, 'a garbled message moves a number');
    for (const event of events) if (event.type === 'ResendAsked') this.resend(event.from, event.to);
  }

  private numbers = { nextIn: 1, nextOut: 1 };

  private rises(which: 'nextIn' | 'nextOut', to: number): void {
    const from = this.numbers[which];
    this.must(which === 'nextOut' ? to === from + 1 : to > from, `${which} goes from ${from} to ${to}`);
    this.numbers = { ...this.numbers, [which]: to };
  }

  private wellFormed(message: Parameters<typeof wireText>[0], repeat: Parameters<typeof wireText>[1]): void {
    const written = wireText(message, repeat, deskSettings);
    const parsed = parseMessage(written);
    this.must(parsed.ok && seqNumOf(parsed.value) === message.seqNum, `it writes ${written}`);
    this.must(new FrameReader().push(written).length === 1, `it does not read ${written}`);
  }

  private must(holds: boolean, fault: string): void {
    if (!holds) this.faults.push(fault);
  }

  private resend(from: number, to: number): void {
    const stored = this.stored.filter(({ seqNum }) => seqNum >= from && seqNum <= to);
    this.look(this.bench.give({ type: 'resend', from, to, stored }));
  }
}

function damaged(message: string, damage: Saying['damage'], at: number): string {
  const place = at % message.length;
  switch (damage) {
    case 'none':
      return message;
    case 'byte':
      return `${message.slice(0, place)}${String.fromCharCode((message.charCodeAt(place) + 1 + at) % 256)}${message.slice(place + 1)}`;
    case 'cut':
      return message.slice(0, place);
    case 'twice':
      return message + message;
    case 'noise':
      return `8=FIX.4.4${soh}9=${at}${soh}${message.slice(place)}${message}`;
    default:
      return assertNever(damage);
  }
}

test('whatever a venue says: numbers never go back, nothing damaged is believed, every answer is well formed', () => {
  const met = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const watch = new Watch();
      watch.do({ do: 'connect' });
      for (const one of steps) watch.do(one);
      expect(watch.faults).toEqual([]);
      for (const one of watch.met) met.set(one, (met.get(one) ?? 0) + 1);
    }),
    { numRuns: 500 },
  );
  // What the property is about has happened. The rarest of these comes in about 40 runs, so chance does not fail the test.
  const about = ['Delivered', 'SentAgain', 'GapFilled', 'ResendRequested', 'CaughtUp', 'garbled', 'Ended'];
  expect(about.filter((one) => (met.get(one) ?? 0) < 5)).toEqual([]);
});

test('a venue that never ends its message, or says nothing that is one, fills no memory', async () => {
  const reader = new FrameReader();
  const bench = new SessionBench();
  bench.logOn();
  const endless = `8=FIX.4.4${soh}9=${messageBytesMax}${soh}35=8${soh}58=${'x'.repeat(1_400)}`;
  const chunks = [endless, 'x'.repeat(1_400), `8=FIX.4.4${soh}9=`, `${soh}10=000${soh}`, '8=FI'];
  const feed = (pushes: number): void => {
    for (let index = 0; index < pushes; index++) {
      for (const one of reader.push(chunks[index % chunks.length] ?? '')) {
        if (one.type === 'garbled') bench.give({ type: 'garbled', why: one.why });
      }
    }
  };
  feed(500);
  const before = await heapInUse();
  feed(3_000);
  // Some megabytes came; a message that is waited for may be a part of what is kept.
  expect((await heapInUse()) - before).toBeLessThan(4 * messageBytesMax);
});

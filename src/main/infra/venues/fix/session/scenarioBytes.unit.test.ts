/** The session test cases about bytes and fields, by their numbers, from the wire to the pure machine. */
import { describe, expect, test } from 'vitest';
import { frame, soh } from '../codec/encodeMessage.ts';
import { tags, type Field } from '../codec/fixMessage.ts';
import { FrameReader } from '../codec/frameReader.ts';
import { FixOrders } from '../application/fixOrders.ts';
import { fromVenue, SessionBench, sentOf, typesOf } from '../testing/scriptedMessages.ts';

const report: readonly Field[] = [
  [tags.orderId, 'V1'],
  [tags.clOrdId, 'C1'],
  [tags.execId, 'E1'],
  [tags.execType, 'F'],
  [tags.ordStatus, '2'],
  [tags.symbol, 'SPX'],
  [tags.side, '1'],
  [tags.lastQty, '10'],
  [tags.lastPx, '1400'],
];

function loggedOn(): SessionBench {
  const bench = new SessionBench();
  bench.logOn();
  return bench;
}

/** What the session does about bytes of the venue. */
function hears(bench: SessionBench, text: string) {
  return new FrameReader()
    .push(text)
    .flatMap((one) =>
      bench.give(
        one.type === 'message'
          ? { type: 'received', message: one.message }
          : { type: 'garbled', why: one.why },
      ),
    );
}

describe('2 and 3: a garbled message is ignored, counts nothing, and hides no other one', () => {
  const good = fromVenue('8', 2, report).raw;
  const field = (tag: number) => new RegExp(`${soh}${tag}=[^${soh}]*${soh}`);
  test.each([
    ['2d: a BodyLength that is too short', good.replace(field(9), `${soh}9=20${soh}`)],
    ['2m: a BodyLength that is too long', good.replace(field(9), `${soh}9=999${soh}`)],
    [
      '2t: MsgType behind another field',
      good.replace(`${soh}35=8${soh}49=VENUE`, `${soh}49=VENUE${soh}35=8`),
    ],
    ['3b: a CheckSum that is wrong', good.replace(/10=\d{3}/, '10=000')],
    ['3c: a BeginString that is none', good.replace('8=FIX.4.4', '8=FIX')],
    ['3e: a field without its end', good.replace(`${soh}55=SPX${soh}`, `${soh}55=SPX`)],
  ])('%s', (_what, garbled) => {
    const bench = loggedOn();
    const events = hears(bench, garbled + good + fromVenue('0', 3).raw);
    expect(typesOf(events)).toContain('Warned');
    expect(events.filter(({ type }) => type === 'Delivered')).toHaveLength(1);
    expect(sentOf(events)).toEqual([]);
    expect(bench.state).toMatchObject({ status: 'logged_on', nextIn: 4 });
  });
});

describe('14 rejects', () => {
  test.each([
    ['k: a group that misses the tag it begins with', [...report, [453, '1']], '3 45=2 372=8 371=453 373=15'],
    [
      'l: a price that a trade must have (BusinessMessageReject 5)',
      report.filter(([tag]) => tag !== tags.lastPx),
      'j 45=2 372=8 380=5',
    ],
  ] as const)('%s', (_what, body, expected) => {
    const bench = loggedOn();
    const [reject] = sentOf(hears(bench, fromVenue('8', 2, body).raw));
    expect(reject?.replace(/ 58=.*/, '')).toBe(expected);
    expect(bench.state).toMatchObject({ status: 'logged_on', nextIn: 3 });
  });
});

test('15: fields of the header and of the body may stand in any order of their own', () => {
  const bench = loggedOn();
  const [, from, to, number, sent] = fromVenue('8', 2).fields;
  const header = [sent, number, to, from].filter((one) => one !== undefined);
  const text = frame('FIX.4.4', [[tags.msgType, '8'], ...header, ...report.toReversed()]);
  expect(typesOf(hears(bench, text))).toEqual(['Expected', 'Delivered']);
});

test('17: a message with encrypted data is refused', () => {
  const bench = loggedOn();
  const secret: readonly Field[] = [
    [90, '3'],
    [91, `a${soh}b`],
  ];
  const [reject] = sentOf(hears(bench, fromVenue('8', 2, report, { header: secret }).raw));
  expect(reject).toMatch('3 45=2 372=8 371=90 373=7');
  expect(bench.state).toMatchObject({ status: 'logged_on', nextIn: 3 });
});

test.each([
  ['OnBehalfOfCompID', 115],
  ['DeliverToCompID', 128],
])('18: a message with %s is refused', (_what, tag) => {
  const bench = loggedOn();
  const [reject] = sentOf(hears(bench, fromVenue('8', 2, report, { header: [[tag, 'OTHER']] }).raw));
  expect(reject).toMatch(`3 45=2 372=8 371=${tag} 373=9`);
});

test('19: a report that comes again as PossResend under another number counts once', () => {
  const bench = loggedOn();
  const orders = new FixOrders();
  const again = fromVenue('8', 3, report, { header: [[tags.possResend, 'Y']] }).raw;
  const delivered = hears(bench, fromVenue('8', 2, report).raw + again);
  const facts = delivered.flatMap((event) =>
    event.type === 'Delivered' ? orders.received(1, event.message) : [],
  );
  expect(delivered.filter(({ type }) => type === 'Delivered')).toHaveLength(2);
  const fills = facts.filter((fact) => fact.type === 'report' && fact.report.type === 'filled');
  expect(fills).toHaveLength(1);
});

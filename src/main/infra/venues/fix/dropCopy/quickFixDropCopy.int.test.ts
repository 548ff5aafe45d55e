/** The session of a drop copy with QuickFIX as the venue, an engine that nobody here wrote, over FIX 4.2. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { msgTypeOf, tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import { parseMessage } from '../codec/parseMessage.ts';
import { compareLogs } from '../store/compareLogs.ts';
import { readFixRecord } from '../store/fixStore.ts';
import { openCopy, type CopyDesk } from '../testing/copyDesk.ts';
import { CopyFeed } from '../testing/copyFeed.ts';
import { CutProxy } from '../testing/cutProxy.ts';
import { FixTestBed } from '../testing/fixTestBed.ts';
import { freePort, hasQuickFix, QuickFix } from '../testing/quickFix.ts';

const beginString = 'FIX.4.2';
const name = 'COPY';
const compId = 'MATCH';

let bed: FixTestBed;
let venue: QuickFix;
let venuePort: number;
let proxy: CutProxy;
let port: number;
let feed: CopyFeed;
/** The executions of all orders so far, as the copy tells them. */
let traded: string[];

beforeEach(async () => {
  bed = new FixTestBed();
  traded = [];
  venuePort = await freePort();
  const folder = join(bed.folder, 'ordermatch');
  const desks = [name, 'FEED'];
  venue = new QuickFix({
    program: 'ordermatch',
    folder,
    port: venuePort,
    beginString,
    compId,
    desks,
    takesOtherNames: true,
  });
  bed.onEnd(() => venue.kill());
  await begin();
  proxy = new CutProxy(venuePort);
  port = await proxy.listen();
  bed.onEnd(() => proxy.close());
});

afterEach(() => bed.dispose());

/** Starts the venue, and whoever trades there. */
async function begin(): Promise<void> {
  await venue.start();
  const opened = await CopyFeed.open({
    port: venuePort,
    beginString,
    name: 'FEED',
    venue: compId,
    told: name,
  });
  bed.onEnd(() => opened.close());
  feed = opened;
}

const open = (change: { readonly resetOnLogon?: true; readonly file?: string } = {}): CopyDesk =>
  openCopy(bed, { port, beginString, senderCompId: name, targetCompId: compId, ...change });

/** One buys from another, each the whole of an order. The venue reports two acceptances and two executions. */
function trade(): void {
  for (const [side, code] of [
    ['buy', '1'],
    ['sell', '2'],
  ] as const) {
    const id = `T${traded.length + 1}`;
    feed.order({ id, side: code, quantity: '4', price: '1400' });
    traded.push(`${id} ${side} SPX 4@1400`);
  }
}

/** An execution without its ExecID, which begins anew with each start of the venue. */
const withoutId = (told: string): string => told.replace(/ \S+ {2}/, ' ');

const up = ({ session }: CopyDesk): Promise<void> =>
  vi.waitFor(() => expect(session.state()).toMatchObject({ connected: true }), 20_000);

/** The copy is up, and has told all executions from this one on, each once. */
async function toldSince(desk: CopyDesk, first: number): Promise<void> {
  await vi.waitFor(() => expect(desk.heard().map(withoutId)).toEqual(traded.slice(first)), 20_000);
  await up(desk);
  expect(desk.heard()).toHaveLength(traded.length - first);
}

/** What the venue has logged of the session. */
function logged(direction: 'incoming' | 'outgoing', msgType: string): readonly FixMessage[] {
  return venue.messages(name).flatMap((line) => {
    const parsed = parseMessage(line.raw);
    return line.direction === direction && parsed.ok && msgTypeOf(parsed.value) === msgType
      ? [parsed.value]
      : [];
  });
}

/** The venue is not there for a while, and its numbers are others when it is back. */
async function withNumbers(...change: Parameters<QuickFix['setNumbers']>[1][]): Promise<void> {
  await venue.kill();
  for (const one of change) venue.setNumbers(name, one);
  await begin();
}

/** The record agrees with the venue's log, and only messages of the session have left. */
async function expectAgreement(desk: CopyDesk): Promise<void> {
  await desk.session.close();
  const record = readFixRecord(join(bed.folder, 'copy.db'));
  if (!record.ok) throw new Error(record.error.message);
  const { messages, identity } = record.value;
  // Without the messages of the feed, which bear the name of this session.
  const log = venue.messages(name).map(({ raw }) => `${raw}\n`);
  const compared = compareLogs(messages, log.join(''), identity);
  expect(compared).toMatchObject({ ok: true, value: { lost: [], contradicted: [] } });
  const sent = messages.filter(({ direction }) => direction === 'out').map(({ msgType }) => msgType);
  expect(sent.filter((msgType) => !'A01245'.includes(msgType))).toEqual([]);
}

describe.skipIf(!hasQuickFix)('a drop copy from QuickFIX', () => {
  test('tells each execution once: from before it came, live, over a cut, a restart and a restart of the venue', async () => {
    trade();
    const first = open();
    await toldSince(first, 0);
    trade();
    trade();
    await toldSince(first, 0);
    // The venue believes that these have arrived.
    proxy.hold();
    trade();
    await vi.waitUntil(() => logged('outgoing', '8').length >= 4 * (traded.length / 2));
    proxy.cut();
    await toldSince(first, 0);
    expect(logged('incoming', '2').length).toBeGreaterThan(0);
    await first.session.close();

    trade();
    const second = open();
    expect(second.before.map(withoutId)).toEqual(traded.slice(0, 8));
    await toldSince(second, 8);
    await venue.kill();
    await begin();
    trade();
    await toldSince(second, 8);
    await second.session.close();
    const third = open();
    expect(third.before.map(withoutId)).toEqual(traded);
    await up(third);
    expect(third.heard()).toEqual([]);
    await expectAgreement(third);
  });

  test('answers a venue that asks for everything with a gap fill, and goes on', async () => {
    const desk = open();
    trade();
    await toldSince(desk, 0);
    await withNumbers((numbers) => ({ ...numbers, in: 1 }));
    trade();
    await toldSince(desk, 0);
    const [asked] = logged('outgoing', '2');
    expect(asked && [tags.beginSeqNo, tags.endSeqNo].map((tag) => valueOf(asked, tag))).toEqual(['1', '0']);
    expect(logged('incoming', '4').map((fill) => valueOf(fill, tags.gapFillFlag))).toEqual(['Y']);
    await expectAgreement(desk);
  });

  test('takes the gap fill of a venue whose numbers are far ahead, and goes on', async () => {
    const desk = open();
    trade();
    await toldSince(desk, 0);
    await withNumbers((numbers) => ({ ...numbers, out: numbers.out + 50 }));
    trade();
    await toldSince(desk, 0);
    expect(logged('incoming', '2')).not.toEqual([]);
    expect(logged('outgoing', '4').map((fill) => valueOf(fill, tags.gapFillFlag))).toContain('Y');
    expect(desk.notices).toEqual([]);
  });

  test('that begins at 1 again by agreement keeps what was told before', async () => {
    const first = open();
    trade();
    await toldSince(first, 0);
    await first.session.close();
    const reset = open({ resetOnLogon: true });
    expect(reset.before.map(withoutId)).toEqual(traded);
    await up(reset);
    trade();
    await toldSince(reset, 2);
    expect(
      logged('incoming', 'A')
        .map((logon) => valueOf(logon, tags.msgSeqNum))
        .at(-1),
    ).toBe('1');
    await reset.session.close();
    const after = open();
    expect(after.before.map(withoutId)).toEqual(traded);
    await up(after);
  });

  test('that lost its record is held without a further try, and goes on once the venue has set its number', async () => {
    const first = open();
    trade();
    await toldSince(first, 0);
    await first.session.close();
    const lost = open({ file: 'lost.db' });
    await vi.waitFor(() => expect(lost.session.snapshot().phase).toBe('held'), 20_000);
    expect(lost.notices).toMatchObject([
      { kind: 'held', text: expect.stringMatching(/it expects our message \d+/) as string },
    ]);
    await withNumbers((numbers) => ({ ...numbers, in: lost.session.snapshot().nextOut }));
    trade();
    expect(lost.session.snapshot().phase).toBe('held');
    expect(lost.session.release()).toMatchObject({ ok: true });
    await toldSince(lost, 0);
  });

  test('says why it is down while the venue refuses it or is not there, and comes up by itself', async () => {
    const unknown = openCopy(bed, { port, beginString, targetCompId: compId, file: 'unknown.db' });
    const down = (desk: CopyDesk): Promise<void> =>
      vi.waitFor(
        () =>
          expect(desk.session.state()).toEqual({
            connected: false,
            isClosed: false,
            why: expect.any(String) as string,
          }),
        20_000,
      );
    await down(unknown);
    await venue.kill();
    const late = open();
    await down(late);
    await begin();
    trade();
    await toldSince(late, 0);
    expect(unknown.heard()).toEqual([]);
  });
});

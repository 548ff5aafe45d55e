/**
 * Kill -9 of a desk whose drop copy comes from a QuickFIX of its own. Both venues get the same orders in the same order,
 * so they report the same executions under the same ids. Their logs are the independent record.
 */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import type { Random } from '../../../engine/ports.ts';
import { limitSignal, ndjson } from '../../../domain/signal/testing/sampleSignal.ts';
import { msgTypeOf, tags, valueOf, type FixMessage } from '../../../infra/venues/fix/codec/fixMessage.ts';
import { parseMessage } from '../../../infra/venues/fix/codec/parseMessage.ts';
import { readFixRecord } from '../../../infra/venues/fix/store/fixStore.ts';
import { CopyFeed } from '../../../infra/venues/fix/testing/copyFeed.ts';
import { freePort, hasQuickFix, QuickFix } from '../../../infra/venues/fix/testing/quickFix.ts';
import { scriptedDesk } from '../../../infra/venues/fix/testing/scriptedDesk.ts';
import { seededRandom } from '../../../infra/venues/sim/faults/seededRandom.ts';
import { connectControl } from '../../control/controlClient.ts';
import { sessionRecordFile } from '../../venues/sessionRecordFile.ts';
import { ofType, readOwnRecords } from '../testing/compareRecords.ts';
import { RunningDesk, runToEnd } from '../testing/deskProcess.ts';
import { testSeed } from '../testing/seed.ts';
import { tempDesk } from '../testing/tempDesk.ts';
import { untilSettled } from '../testing/untilSettled.ts';

const kills = 5;
const orders = 60;
const price = '1400';
/** Bytes that an order with its fill takes in the log of a venue; it takes some more. */
const orderBytesMin = 400;
const waitMsMax = 60_000;
const exec = 'exec' as VenueId;
const match = { beginString: 'FIX.4.2', compId: 'MATCH' } as const;

/** A venue at which somebody sells whatever is bought. */
async function startVenue(folder: string, port: number, desks: readonly string[]): Promise<QuickFix> {
  const all = ['MAKER', ...desks];
  const venue = new QuickFix({
    program: 'ordermatch',
    folder,
    port,
    ...match,
    desks: all,
    takesOtherNames: true,
  });
  onTestFinished(() => venue.kill());
  await venue.start();
  const maker = await feedOf(port, 'MAKER', 'MAKER');
  maker.order({ id: 'all', side: '2', quantity: '1000000', price });
  return venue;
}

async function feedOf(port: number, name: string, told: string): Promise<CopyFeed> {
  const { beginString, compId } = match;
  const feed = await CopyFeed.open({ port, beginString, name, venue: compId, told });
  onTestFinished(() => feed.close());
  return feed;
}

function allReports(venue: QuickFix, desk: string): readonly FixMessage[] {
  return venue.messages(desk).flatMap(({ direction, raw }) => {
    const parsed = parseMessage(raw);
    return direction === 'outgoing' && parsed.ok && msgTypeOf(parsed.value) === '8' ? [parsed.value] : [];
  });
}

const isAgain = (report: FixMessage): boolean => valueOf(report, tags.possDupFlag) === 'Y';

/** What a venue has told a desk at first, in its order. */
const reports = (venue: QuickFix, desk: string): readonly FixMessage[] =>
  allReports(venue, desk).filter((report) => !isAgain(report));

/** Sends each order that the venue of orders has taken to the venue of copies too, in the name of the copy's session. */
function relay(from: QuickFix, to: CopyFeed): () => void {
  let sent = 0;
  return () => {
    const taken = reports(from, 'DESK').filter((report) => valueOf(report, tags.execType) === '0');
    for (const report of taken.slice(sent)) {
      const [id, side, quantity] = [tags.clOrdId, tags.side, tags.orderQty].map((tag) =>
        valueOf(report, tag),
      );
      to.order({ id: id ?? '', side: side ?? '', quantity: quantity ?? '', price });
    }
    sent = taken.length;
  };
}

class CopiedDesk {
  readonly data: string;
  private readonly config: string;
  private signals = 0;

  constructor(ports: { readonly orders: number; readonly copies: number }) {
    const { data, file } = tempDesk();
    this.data = data;
    const { beginString, compId } = match;
    const session = { beginString, targetCompId: compId, schedule: null };
    const copy = { ...session, host: '127.0.0.1', port: ports.copies, senderCompId: 'COPY' };
    const dropCopy = { ...copy, graceMs: 20_000 };
    this.config = file('fix.json', JSON.stringify(scriptedDesk(ports.orders, { ...session, dropCopy })));
  }

  start(): RunningDesk {
    return new RunningDesk('--data', this.data, '--config', this.config, '--signals', '-');
  }

  buys(count: number): string {
    return ndjson(
      Array.from({ length: count }, () =>
        limitSignal(`K-${++this.signals}`, {
          side: 'buy',
          quantity: '1',
          limitPrice: price,
          timeInForce: 'DAY',
        }),
      ),
    );
  }

  /** One life of an engine, which is killed with orders on their way. */
  async live(venue: QuickFix, random: Random): Promise<void> {
    const size = (): number => statSync(venue.log).size;
    const bytes = size() + random.next() * orders * orderBytesMin;
    const engine = this.start();
    engine.write(this.buys(orders));
    await vi.waitUntil(() => size() > bytes, { timeout: waitMsMax, interval: 2 });
    engine.kill('SIGKILL');
    const { signal } = await engine.ended;
    if (signal !== 'SIGKILL') throw new Error(`ended by itself: ${engine.stderr}`);
  }

  /** Nothing is under way, and the copy has told what it missed. */
  async rest(isCopied: () => boolean): Promise<void> {
    const engine = this.start();
    await engine.answered(1);
    await untilSettled(this.data);
    await vi.waitUntil(isCopied, { timeout: waitMsMax, interval: 100 });
    const control = await connectControl(this.data);
    const isAlike = async (): Promise<boolean> => {
      const status = await control?.api.getStatus({});
      const copy = status?.ok === true ? status.value.venues[0]?.dropCopy : undefined;
      return copy?.connected === true && copy.differing === 0;
    };
    await vi.waitUntil(isAlike, { timeout: waitMsMax, interval: 100 });
    control?.close();
    engine.kill('SIGTERM');
    const { code } = await engine.ended;
    if (code !== 0) throw new Error(`ended with ${code}: ${engine.stderr}`);
  }
}

/** The executions in the record of the copy, each as often as it counted. */
function copied(data: string): readonly string[] {
  const record = readFixRecord(sessionRecordFile(data, exec, 'drop_copy'));
  if (!record.ok) throw new Error(record.error.message);
  return record.value.messages.flatMap(({ direction, kind, raw }) => {
    const parsed = parseMessage(raw);
    return direction === 'in' && kind === 'taken' && parsed.ok ? executionsOf([parsed.value]) : [];
  });
}

function executionsOf(messages: readonly FixMessage[]): readonly string[] {
  return messages.flatMap((message) =>
    Number(valueOf(message, tags.lastQty) ?? 0) > 0
      ? [`${valueOf(message, tags.clOrdId)} ${valueOf(message, tags.execId)}`]
      : [],
  );
}

describe.skipIf(!hasQuickFix)('a desk with a drop copy from QuickFIX', () => {
  it('whose engines are killed hears each execution once on both sessions, and nothing differs', async () => {
    const seed = testSeed('drop copy kills');
    const random = seededRandom(String(seed));
    const ports = { orders: await freePort(), copies: await freePort() };
    const desk = new CopiedDesk(ports);
    const folder = (name: string): string => join(desk.data, '..', name);
    const venue = await startVenue(folder('orders'), ports.orders, ['DESK']);
    const copies = await startVenue(folder('copies'), ports.copies, ['COPY', 'FEED']);
    const step = relay(venue, await feedOf(ports.copies, 'FEED', 'COPY'));
    const timer = setInterval(step, 20);
    onTestFinished(() => clearInterval(timer));

    for (let life = 1; life <= kills; life++) await desk.live(venue, random);
    const filled = (): readonly string[] => executionsOf(reports(venue, 'DESK'));
    await desk.rest(() => copied(desk.data).length >= filled().length);

    const told = copied(desk.data);
    expect(told.length, `seed ${seed}`).toBeGreaterThan(kills);
    expect(new Set(told).size, `seed ${seed}: an execution counts twice`).toBe(told.length);
    expect(new Set(told), `seed ${seed}`).toEqual(new Set(filled()));
    const { events } = await readOwnRecords(desk.data);
    expect(ofType(events, 'OrderFilled')).toHaveLength(told.length);
    const differed = ofType(events, 'AlertRaised').filter(({ data }) => data.kind === 'drop_copy_differs');
    expect(differed, `seed ${seed}`).toEqual([]);
    // Kills struck while copies were on their way: some were missed, and came again.
    expect(allReports(copies, 'COPY').filter(isAgain)).not.toEqual([]);

    const sessionLog = folder('copy.log');
    writeFileSync(
      sessionLog,
      copies
        .messages('COPY')
        .map(({ raw }) => `${raw}\n`)
        .join(''),
      'latin1',
    );
    const compared = await runToEnd(
      'fix-compare',
      'exec',
      sessionLog,
      '--drop-copy',
      '--data',
      desk.data,
      '--json',
    );
    expect(compared.code, `seed ${seed}: ${compared.stdout.slice(-2_000)}`).toBe(0);
  });
});

/** Trades with QuickFIX's `executor`, an engine that nobody here wrote, over FIX 4.4. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import { freshId } from '../testing/venueHarness.ts';
import { ok } from '../../../../shared/kernel/result.ts';
import { soh } from './codec/encodeMessage.ts';
import { tags } from './codec/fixMessage.ts';
import { CutProxy } from './testing/cutProxy.ts';
import { FixTestBed, type FixDesk } from './testing/fixTestBed.ts';
import { freePort, hasQuickFix, QuickFix } from './testing/quickFix.ts';
import { sampleTerms } from './testing/sampleTerms.ts';

let bed: FixTestBed;
let executor: QuickFix;
let proxy: CutProxy;
let port: number;

const targetCompId = 'EXECUTOR';
const connect = (): Promise<FixDesk> => bed.connect({ port, targetCompId });

/** The messages in the venue's own log that have these fields. */
function log(...fields: readonly string[]): readonly string[] {
  const raws = executor.messages('DESK').map(({ raw }) => raw);
  return raws.filter((raw) => fields.every((field) => raw.includes(`${soh}${field}${soh}`)));
}

async function executionsLogged(count: number): Promise<void> {
  for (let tries = 0; log('35=8').length < count; tries++) {
    if (tries > 1_000) throw new Error(`the venue did not log ${count} executions`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function filledOrder({ venue, listener }: FixDesk): Promise<ReturnType<typeof freshId>> {
  const id = freshId();
  expect(await venue.submit(sampleTerms(), id, neverAborted)).toMatchObject({ type: 'accepted' });
  await listener.untilFilled(id, decimal('10'));
  return id;
}

describe.skipIf(!hasQuickFix)('QuickFIX executor', () => {
  beforeEach(async () => {
    bed = new FixTestBed();
    const target = await freePort();
    executor = new QuickFix({
      program: 'executor',
      folder: join(bed.folder, 'executor'),
      port: target,
      beginString: 'FIX.4.4',
      compId: targetCompId,
      desks: ['DESK'],
    });
    await executor.start();
    bed.onEnd(() => executor.kill());
    proxy = new CutProxy(target);
    port = await proxy.listen();
    bed.onEnd(() => proxy.close());
  });

  afterEach(() => bed.dispose());

  test('fills a limit order at its price, and says so once', async () => {
    const desk = await connect();
    const id = await filledOrder(desk);
    expect(desk.listener.about(id).map(({ type }) => type)).toEqual(['accepted', 'filled']);
    expect(desk.listener.fills(id)[0]).toMatchObject({ price: decimal('1400.25'), quantity: decimal('10') });
    expect(await desk.venue.queryOrder(id, neverAborted)).toMatchObject({ status: 'filled' });
  });

  test("takes a Logon with a password, and an order in the venue's own words", async () => {
    const desk = await bed.connect({
      port,
      targetCompId,
      credentials: () =>
        ok({
          fields: [
            [tags.username, 'ada'],
            [tags.password, 'correct horse'],
          ],
          secret: 'correct horse',
        }),
      codes: { accounts: { main: 'ACC 1/7' }, symbols: { SPX: { symbol: 'ESZ6' } } },
      tags: {
        newOrder: [
          { tag: 5700, value: { from: 'strategy' } },
          { tag: 453, value: '1' },
          { tag: 448, value: 'DESK' },
        ],
      },
    });
    const id = await filledOrder(desk);
    expect(log('35=A', '553=ada', '554=correct horse')).toHaveLength(1);
    expect(log('35=D', '1=ACC 1/7', '55=ESZ6', '5700=test', '453=1', '448=DESK')).toHaveLength(1);
    expect(log('35=8', '55=ESZ6', '39=2')).toHaveLength(1);
    expect(await desk.venue.queryOrder(id, neverAborted)).toMatchObject({ symbol: 'SPX', account: 'main' });
    expect(JSON.stringify(desk.venue.messages({ limit: 50 }))).not.toContain('correct horse');
  });

  test('that has no list of open orders is told so by its refusal, and trades on', async () => {
    const desk = await bed.connect({ port, targetCompId, capabilities: { massStatus: true } });
    await expect(desk.venue.listOpenOrders(neverAborted)).rejects.toMatchObject({
      failure: 'refused',
      message: expect.stringContaining('the venue refuses the list (business_reject_3)'),
    });
    await filledOrder(desk);
  });

  test('rejects an order without a limit, and takes the next one', async () => {
    const desk = await connect();
    const { limitPrice: _limitPrice, ...market } = sampleTerms({ orderType: 'market' });
    const id = freshId();
    const answer = await desk.venue.submit(market, id, neverAborted);
    expect(answer).toMatchObject({ type: 'rejected', code: 'session_reject_5' });
    expect(await desk.venue.queryOrder(id, neverAborted)).toMatchObject({ status: 'rejected' });
    await filledOrder(desk);
  });

  test('sends the executions again that were missed while the connection was cut', async () => {
    const desk = await connect();
    const first = await filledOrder(desk);
    proxy.hold();
    const [id, other] = [freshId(), freshId()];
    const calls = [id, other].map((one) => desk.venue.submit(sampleTerms(), one, neverAborted));
    const lost = Promise.allSettled(calls);
    await executionsLogged(3);
    proxy.cut();
    for (const call of await lost) {
      expect(call).toMatchObject({ status: 'rejected', reason: { failure: 'connection_lost', sent: true } });
    }
    await desk.listener.until('the new connection', () => desk.listener.connections === 2);
    for (const one of [id, other]) {
      expect(desk.listener.fills(one)).toHaveLength(1);
      expect(await desk.venue.queryOrder(one, neverAborted)).toMatchObject({ status: 'filled' });
    }
    expect(desk.listener.fills(first)).toHaveLength(1);
    await filledOrder(desk);
  });

  test('goes on with its numbers after the desk was restarted, and knows its orders', async () => {
    const first = await connect();
    const id = await filledOrder(first);
    await first.venue.close();
    const second = await connect();
    expect(await second.venue.queryOrder(id, neverAborted)).toMatchObject({ status: 'filled' });
    expect(await second.venue.executions({ since: epochMicros(0) }, neverAborted)).toHaveLength(1);
    await filledOrder(second);
    expect(second.listener.reports.filter(({ clientOrderId }) => clientOrderId === id)).toEqual([]);
    expect(log('35=2')).toEqual([]);
  });

  test('goes on after the venue was killed and started again', async () => {
    const desk = await connect();
    await filledOrder(desk);
    await executor.kill();
    await desk.listener.until('the loss', () => desk.listener.disconnections === 1);
    await executor.start();
    await desk.listener.until('the new connection', () => desk.listener.connections === 2);
    await filledOrder(desk);
    expect(desk.listener.reports.filter(({ type }) => type === 'filled')).toHaveLength(2);
  });

  test('no client order id leaves twice, whatever is asked', async () => {
    const desk = await connect();
    const id = await filledOrder(desk);
    await expect(desk.venue.submit(sampleTerms(), id, neverAborted)).rejects.toMatchObject({
      failure: 'refused',
    });
    await filledOrder(desk);
    expect(log('35=D', `11=${id}`)).toHaveLength(1);
  });

  test('a venue that expects another number holds the session, and nothing is tried again', async () => {
    const desk = await connect();
    await filledOrder(desk);
    await desk.venue.close();
    // A desk that lost its record begins at 1; the venue does not.
    const lost = bed.make({ port, targetCompId, senderCompId: 'DESK' }, 'lost.db');
    bed.onEnd(() => lost.venue.close());
    expect(await lost.venue.connect(lost.listener, 1_000)).toMatchObject({ ok: false });
    expect(lost.notices).toMatchObject([
      { kind: 'held', text: expect.stringMatching(/it expects our message \d+/) },
    ]);
    expect(log('35=A', '49=DESK', '34=1')).toHaveLength(2);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAbortSource, neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { freshId } from '../testing/venueHarness.ts';
import { readSimRecord } from './record/testing/readSimRecord.ts';
import { sampleTerms } from './testing/sampleTerms.ts';
import { heldAt1400, SimTestBed, spx, type Client } from './testing/simTestBed.ts';

let bed: SimTestBed;
let client: Client;

beforeEach(async () => {
  bed = new SimTestBed();
  await bed.start();
  client = await bed.connect();
});

afterEach(() => bed.dispose());

const resting = { limitPrice: decimal('1300') };

/** What a call came to: its value, or the error it was rejected with. */
function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: unknown) => error);
}

async function submitted(): Promise<ReturnType<typeof freshId>> {
  const id = freshId();
  await client.venue.submit(sampleTerms(resting), id, neverAborted);
  return id;
}

describe('fault switches', () => {
  it('refuse requests beyond a number in a second as too fast, orders and cancels alike', async () => {
    const { venue, listener } = client;
    const id = await submitted();
    await venue.control.configureFaults({ requestsPerSecondMax: 1 });
    const ids = Array.from({ length: 30 }, () => freshId());
    const answers = await Promise.all(
      ids.map((one) => venue.submit(sampleTerms(resting), one, neverAborted)),
    );
    const refused = answers.filter((one) => one.type === 'rejected');
    expect(answers[0]).toMatchObject({ type: 'accepted' });
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['venue_throttled']));
    expect(listener.throttles).toHaveLength(refused.length);
    expect(listener.throttles[0]).toBe('too many requests: at most 1 in a second');
    const refusals = (): number =>
      listener.about(id).filter((one) => 'code' in one && one.code === 'venue_throttled').length;
    while (refusals() === 0) {
      for (let i = 0; i < 5; i++) await venue.cancel({ clientOrderId: id, symbol: spx }, neverAborted);
      await venue.ping(neverAborted);
    }
  });

  it('lose a request: the venue never hears of the order', async () => {
    const { venue } = client;
    await venue.control.configureFaults({ loseRequests: 1 });
    const [id, source] = [freshId(), createAbortSource()];
    const outcome = outcomeOf(venue.submit(sampleTerms(), id, source.signal));
    const { counts } = await venue.control.configureFaults({ loseRequests: 0 });
    expect(counts).toMatchObject({ lostRequests: 1, submissions: 0 });
    source.cancel();
    expect(await outcome).toMatchObject({ failure: 'timeout', sent: true });
    expect(await venue.queryOrder(id, neverAborted)).toBeUndefined();
  });

  it('lose the outcome of a cancel: it is done and only a query tells', async () => {
    const { venue, listener } = client;
    const id = await submitted();
    await venue.control.configureFaults({ loseOutcomes: 1 });
    await venue.cancel({ clientOrderId: id, symbol: spx }, neverAborted);
    expect((await venue.control.send({ type: 'status' })).counts.lostOutcomes).toBe(1);
    expect(listener.about(id).map(({ type }) => type)).toEqual(['accepted']);
    expect(await venue.queryOrder(id, neverAborted)).toMatchObject({ status: 'canceled' });
  });

  it('send the outcome of a cancel late, past what is said meanwhile', async () => {
    const { venue, listener } = client;
    const [late, prompt] = [await submitted(), await submitted()];
    await venue.control.configureFaults({ delayOutcomes: 1, outcomeDelayMs: 50 });
    await venue.cancel({ clientOrderId: late, symbol: spx }, neverAborted);
    expect(await venue.queryOrder(late, neverAborted)).toMatchObject({ status: 'canceled' });
    const { counts } = await venue.control.configureFaults({ delayOutcomes: 0 });
    expect(counts.delayedOutcomes).toBe(1);
    await venue.cancel({ clientOrderId: prompt, symbol: spx }, neverAborted);
    await listener.heard('canceled', late);
    const canceled = listener.reports.filter(({ type }) => type === 'canceled');
    expect(new Set(canceled.map(({ clientOrderId }) => clientOrderId))).toEqual(new Set([late, prompt]));
  });

  it('reject with the given code, and stick to it when the order comes again', async () => {
    const { venue } = client;
    await venue.control.configureFaults({ reject: 1, rejectCode: 'margin_call' });
    const id = freshId();
    const rejected = await venue.submit(sampleTerms(), id, neverAborted);
    expect(rejected).toMatchObject({ type: 'rejected', code: 'margin_call' });
    const { counts } = await venue.control.configureFaults({ reject: 0 });
    expect(counts.injectedRejects).toBe(1);
    expect(await venue.submit(sampleTerms(), id, neverAborted)).toEqual(rejected);
  });

  it('double every message: the same execution twice, and the same answer', async () => {
    const { venue, listener } = client;
    await venue.control.configureFaults({ duplicate: 1 });
    const id = freshId();
    await venue.submit(sampleTerms(), id, neverAborted);
    await listener.until('both fills', () => listener.fills(id).length === 2);
    expect(new Set(listener.fills(id).map(({ executionId }) => executionId)).size).toBe(1);
    expect(listener.about(id).map(({ type }) => type)).toEqual(['accepted', 'accepted', 'filled', 'filled']);
    expect(readSimRecord(bed.record).executions).toHaveLength(1);
  });

  it('drop the connection instead of an answer: the order is there when the client is back', async () => {
    const { venue, listener } = client;
    await venue.control.configureFaults({ disconnect: 1 });
    const id = freshId();
    const outcome = await outcomeOf(venue.submit(sampleTerms(resting), id, neverAborted));
    expect(outcome).toMatchObject({ failure: 'connection_lost', sent: true });
    await listener.until('the new connection', () => listener.connections === 2);
    await venue.control.configureFaults({ disconnect: 0 });
    expect(await venue.queryOrder(id, neverAborted)).toMatchObject({ status: 'accepted' });
  });

  it('drop each connection after so many messages', async () => {
    const { venue, listener } = client;
    await venue.control.configureFaults({ disconnectAfter: 2 });
    await submitted();
    await submitted();
    await listener.until('the loss', () => listener.disconnections === 1);
    await listener.until('the new connection', () => listener.connections === 2);
    await venue.control.configureFaults({ disconnectAfter: null });
    expect(await venue.listOpenOrders(neverAborted)).toHaveLength(2);
  });

  it('hold messages back for latency and jitter, in order', async () => {
    const { venue, listener } = client;
    await venue.control.configureFaults({ latencyMs: 40, jitterMs: 60 });
    const startMs = performance.now();
    const ids = await Promise.all(Array.from({ length: 10 }, () => submitted()));
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(40);
    await venue.control.send({ type: 'movePrice', symbol: spx, price: '1200' });
    await listener.until('all fills', () => listener.reports.length === ids.length);
    expect(listener.reports.map((report) => report.clientOrderId)).toEqual(ids);
  });

  it('deliver an answer that comes too late for its call as a report', async () => {
    const { venue, listener } = client;
    await venue.control.configureFaults({ latencyMs: 50 });
    const [id, source] = [freshId(), createAbortSource()];
    const outcome = outcomeOf(venue.submit(sampleTerms(resting), id, source.signal));
    await venue.control.send({ type: 'status' });
    source.cancel();
    expect(await outcome).toMatchObject({ failure: 'timeout', sent: true });
    expect(await listener.heard('accepted', id)).toMatchObject({ type: 'accepted' });
  });

  it('freeze the venue: nothing is taken or said but control, until it thaws', async () => {
    const { venue, listener } = client;
    const frozen = await venue.control.configureFaults({ freeze: true });
    expect(frozen.faults.freeze).toBe(true);
    const id = freshId();
    let answered = false;
    const answer = venue.submit(sampleTerms(), id, neverAborted).finally(() => (answered = true));
    expect((await venue.control.send({ type: 'status' })).counts.submissions).toBe(0);
    expect(answered).toBe(false);
    await venue.control.configureFaults({ freeze: false });
    expect(await answer).toMatchObject({ type: 'accepted' });
    await listener.untilFilled(id, decimal('10'));
  });

  it('repeat from a seed: the same answers are lost again', async () => {
    const { venue } = client;
    await venue.control.configureFaults({ loseAnswers: 0.5 });
    const round = async () => {
      await venue.control.send({ type: 'reseed', seed: 42 });
      const source = createAbortSource();
      const calls = Array.from({ length: 40 }, async () => {
        const outcome = await outcomeOf(venue.submit(sampleTerms(resting), freshId(), source.signal));
        return !(outcome instanceof Error);
      });
      await venue.control.send({ type: 'status' });
      source.cancel();
      return Promise.all(calls);
    };
    const first = await round();
    expect(first).toContain(true);
    expect(first).toContain(false);
    expect(await round()).toEqual(first);
  });

  it('can be set by the start arguments', async () => {
    await bed.sim.stop();
    await bed.start([...heldAt1400, '--faults', '{"reject":1,"rejectCode":"closed"}', '--seed', '9']);
    const other = await bed.connect();
    expect(await other.venue.submit(sampleTerms(), freshId(), neverAborted)).toMatchObject({
      code: 'closed',
    });
    expect(await other.venue.control.send({ type: 'status' })).toMatchObject({ seed: 9 });
  });
});

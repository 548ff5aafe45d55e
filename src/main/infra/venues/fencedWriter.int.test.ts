/** An engine that may not send any more sends nothing: on a socket, to the simulated venue, and in a FIX session. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import { cutConnection, FencedWriter } from './fencedWriter.ts';
import { seqNumOf, tags, valueOf } from './fix/codec/fixMessage.ts';
import { FixTestBed } from './fix/testing/fixTestBed.ts';
import { sampleTerms as fixTerms } from './fix/testing/sampleTerms.ts';
import { SimTestBed } from './sim/testing/simTestBed.ts';
import { sampleTerms } from './sim/testing/sampleTerms.ts';
import { freshId } from './testing/venueHarness.ts';

/** More than the operating system takes while nobody reads at the other end. */
const muchText = 'x'.repeat(32_000_000);

const lease = { isHeld: true };
const maySend = (): boolean => lease.isHeld;
afterEach(() => void (lease.isHeld = true));

describe('a socket', () => {
  async function pair(): Promise<{ readonly near: Socket; readonly far: Socket }> {
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const near = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    const [[far]] = await Promise.all([
      once(server, 'connection') as Promise<[Socket]>,
      once(near, 'connect'),
    ]);
    far.on('error', () => undefined);
    onTestFinished(() => {
      for (const socket of [near, far]) socket.destroy();
      server.close();
    });
    return { near, far };
  }

  async function allOf(far: Socket): Promise<string> {
    let text = '';
    far.setEncoding('utf8').on('data', (part: string) => (text += part));
    far.resume();
    await new Promise((closed) => far.once('close', closed));
    return text;
  }

  const writerOn = (near: Socket): FencedWriter =>
    new FencedWriter(near, 'utf8', maySend, () => cutConnection(near));

  it('that is cut takes back what the other end has not got yet', async () => {
    const { near, far } = await pair();
    const reset = once(far, 'error');
    near.write(muchText);
    cutConnection(near);
    far.resume();
    expect(await reset).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(far.bytesRead).toBeLessThan(muchText.length);
  });

  it('takes nothing without a lease, and is closed', async () => {
    const { near, far } = await pair();
    const writer = writerOn(near);
    expect(writer.write('held')).toBe(true);
    lease.isHeld = false;
    expect([writer.write('not held'), near.writable]).toEqual([false, false]);
    lease.isHeld = true;
    expect(writer.write('on a closed connection')).toBe(false);
    expect(['held', '']).toContain(await allOf(far));
  });

  it('is cut as soon as the lease is over, though nothing more is written', async () => {
    const { near } = await pair();
    writerOn(near).write('held');
    lease.isHeld = false;
    await expect.poll(() => near.destroyed).toBe(true);
  });

  it('never lets out what waited behind a slow peer until the lease was over', async () => {
    const { near, far } = await pair();
    const writer = writerOn(near);
    expect([writer.write(muchText), writer.write('an order')]).toEqual([true, true]);
    lease.isHeld = false;
    expect(await allOf(far)).not.toContain('an order');
    expect(near.destroyed).toBe(true);
  });

  it('lets out all of it, in order, before it is closed', async () => {
    const { near, far } = await pair();
    const writer = writerOn(near);
    for (const text of [muchText, 'an order', ' and its cancel']) writer.write(text);
    writer.end();
    expect((await allOf(far)).slice(muchText.length)).toBe('an order and its cancel');
  });
});

describe('the simulated venue', () => {
  it('gets no order without a lease, which is surely not sent, and gets orders again with it', async () => {
    const bed = new SimTestBed();
    onTestFinished(() => bed.dispose());
    await bed.start();
    const { venue } = await bed.connect(maySend);
    const [refused, taken] = [freshId(), freshId()];
    lease.isHeld = false;
    await expect(venue.submit(sampleTerms(), refused, neverAborted)).rejects.toMatchObject({
      failure: 'connection_lost',
      sent: false,
      message: expect.stringContaining('lost its lease') as string,
    });
    expect(venue.connected).toBe(false);
    lease.isHeld = true;
    await expect.poll(() => venue.connected).toBe(true);
    expect(await venue.queryOrder(refused, neverAborted)).toBeUndefined();
    expect(await venue.submit(sampleTerms(), taken, neverAborted)).toMatchObject({ type: 'accepted' });
  });
});

describe('a FIX session', () => {
  it('sends no order and no Logon without a lease; the venue never gets the order, not even when it asks', async () => {
    const bed = new FixTestBed();
    onTestFinished(() => bed.dispose());
    const { venue: scripted, port } = await bed.scripted();
    const { venue } = await bed.connect({ port, targetCompId: 'VENUE', maySend });
    lease.isHeld = false;
    await expect(venue.submit(fixTerms(), freshId(), neverAborted)).rejects.toMatchObject({
      failure: 'connection_lost',
      sent: false,
    });
    await expect.poll(() => venue.fault).toContain('lost its lease');
    const logons = scripted.of('A').length;
    lease.isHeld = true;
    const seqNum = seqNumOf(await scripted.hears('A', logons + 1)) ?? 0;
    await expect.poll(() => venue.connected, { timeout: 10_000 }).toBe(true);
    scripted.say('2', [
      [tags.beginSeqNo, String(seqNum - 1)],
      [tags.endSeqNo, '0'],
    ]);
    await scripted.hears('4');
    const id = freshId();
    venue.submit(fixTerms(), id, neverAborted).catch(() => undefined);
    expect(valueOf(await scripted.hears('D'), tags.clOrdId)).toBe(id);
    expect(scripted.of('D')).toHaveLength(1);
  });
});

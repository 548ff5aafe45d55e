/** Requests that the venue surely does not take: stopped by our own encoder, or turned away at its door. */
import { createServer, type Server, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import { decimal, type Decimal } from '../../../../shared/kernel/decimal.ts';
import { parseVenueId, trusted } from '../../../../shared/kernel/ids.ts';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { RecordingListener } from '../testing/recordingListener.ts';
import { freshId } from '../testing/venueHarness.ts';
import { LineReader } from '../../text/lineReader.ts';
import { parseClientMessage } from './server/parseClientMessage.ts';
import { requestLineLengthMax } from './wire/protocol.ts';
import { SimVenue } from './client/simVenue.ts';
import { sampleTerms } from './testing/sampleTerms.ts';
import { spx } from './testing/simTestBed.ts';

const venueTime = 1_764_000_000_000_000;
let folder: string;
let server: Server;
let sockets: Set<Socket>;
let venue: SimVenue;
let listener: RecordingListener;
/** What reached the venue, but for the handshake. */
let received: string[];

/** A venue that speaks an older form of the wire: whatever it is sent, it does not understand. */
function onLine(socket: Socket, line: string): void {
  if (line.includes('"hello"')) {
    socket.write('{"type":"welcome","id":0,"detail":"old"}\n');
    return;
  }
  received.push(line);
  const answer = parseClientMessage(line.replace('"id":', '"isNewHere":1,"id":'), () => venueTime);
  if (!answer.ok) socket.write(`${JSON.stringify(answer.error)}\n`);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-refusals-'));
  received = [];
  sockets = new Set();
  server = createServer((socket) => {
    sockets.add(socket);
    const reader = new LineReader(
      requestLineLengthMax,
      (line) => onLine(socket, line),
      () => socket.destroy(),
    );
    socket.setEncoding('utf8').on('data', (text: string) => reader.push(text));
  });
  const path = join(folder, 's');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const id = trusted(parseVenueId, 'sim');
  venue = new SimVenue({ id, address: () => ({ socket: path }), scheduler: nodeScheduler() });
  listener = new RecordingListener();
  await venue.connect(listener, 10_000);
});

afterEach(async () => {
  await venue.close();
  for (const socket of sockets) socket.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

it('an order that the wire has no form for is refused before it is sent', async () => {
  // The year 9999 in microseconds is beyond what the wire carries exactly.
  const goodTill = (Number.MAX_SAFE_INTEGER * 28) as never;
  const submitted = venue.submit(sampleTerms({ timeInForce: 'GTD', goodTill }), freshId(), neverAborted);
  await expect(submitted).rejects.toMatchObject({ failure: 'refused', sent: false });
  await expect(submitted).rejects.toThrow(/goodTill/);
  expect(received).toEqual([]);
});

it('an amend that the wire has no form for is refused before it is sent', async () => {
  const quantity = (decimal('999999999999999') * 10n) as Decimal;
  const request = { clientOrderId: freshId(), newClientOrderId: freshId(), symbol: spx, quantity };
  const replaced = venue.replace(request, neverAborted);
  await expect(replaced).rejects.toMatchObject({ failure: 'refused', sent: false });
  expect(received).toEqual([]);
});

it('an order that the venue does not understand is rejected, with its reason', async () => {
  const id = freshId();
  const answer = await venue.submit(sampleTerms(), id, neverAborted);
  expect(answer).toMatchObject({ type: 'rejected', code: 'bad_message', venueTime });
  expect(await listener.heard('rejected', id)).toMatchObject({ code: 'bad_message' });
});

it.each(['cancel', 'replace'] as const)(
  'a %s that the venue does not understand is a refusal of it',
  async (type) => {
    const id = freshId();
    const request = { clientOrderId: id, newClientOrderId: freshId(), symbol: spx };
    await venue[type](request, neverAborted);
    expect(await listener.heard(`${type}_rejected`, id)).toMatchObject({ code: 'bad_message' });
  },
);

it('a question that the venue does not understand is refused, not unanswered', async () => {
  const asked = venue.queryOrder(freshId(), neverAborted);
  await expect(asked).rejects.toMatchObject({ failure: 'refused', sent: false });
});

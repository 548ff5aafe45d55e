/** Signals over HTTP and WebSocket into a real desk. */
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ndjson, sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { jsonLines, RunningDesk, runToEnd } from '../headless/testing/deskProcess.ts';
import { tempDesk } from '../headless/testing/tempDesk.ts';
import { post, SocketClient, startIntakeDesk, type Answer } from './testing/intakeClient.ts';

const typesOf = (answers: readonly Answer[]): unknown[] => answers.map(({ type, code }) => code ?? type);

/** All events of a desk; one command is enough for every question about them. */
async function eventsOf(data: string): Promise<(type: string, stream?: string) => Answer[]> {
  const events = (await runToEnd('export', '--format', 'ndjson', '--data', data)).json<Answer>();
  return (type, stream) =>
    events.filter((event) => event['type'] === type && (stream === undefined || event['stream'] === stream));
}

describe('signals over HTTP', () => {
  it('are answered once they are on disk, one by one or in a batch, and again with the first answer', async () => {
    const { desk, place, ...intake } = await startIntakeDesk();
    const one = { type: 'application/json' };
    const single = await post(intake, JSON.stringify(sampleSignal('H-1', { source: 'alpha' }), null, 2), one);
    expect(single.status).toBe(200);
    expect(single.answers).toMatchObject([{ type: 'acknowledged', signalId: 'H-1', line: 1 }]);
    expect((await post(intake, '{"id":"H-2"}', one)).status).toBe(422);

    const batch = ndjson([sampleSignal('H-1'), sampleSignal('H-3'), sampleSignal('H-4', { quantity: '0' })]);
    const answered = await post(intake, `${batch}\n{"id":`);
    expect(answered.status).toBe(200);
    expect(answered.answers).toMatchObject([
      { ...single.answers[0], duplicate: true },
      { type: 'acknowledged', signalId: 'H-3', line: 2 },
      { type: 'refused', signalId: 'H-4', code: 'quantity_zero', line: 3 },
      { type: 'refused', code: 'json_malformed', line: 5 },
    ]);
    expect((await post(intake, batch)).answers.map(({ duplicate }) => duplicate)).toEqual([true, true, true]);
    desk.kill('SIGTERM');
    expect((await desk.ended).code).toBe(0);

    const events = await eventsOf(place.data);
    expect(events('SignalReceived', 'signal-H-1')).toMatchObject([
      {
        actor: 'intake:http',
        position: single.answers[0]?.['position'],
        data: { signal: { source: 'alpha', strategy: 'manual' } },
      },
    ]);
    expect(events('SignalRejected', 'signal-H-4')).toMatchObject([{ data: { origin: 'http line 3' } }]);
    expect(events('OrderCreated')).toHaveLength(2);
  });

  it('that come too fast on a connection are to be sent again, and the rate changes while running', async () => {
    const place = tempDesk();
    const configured = (rate: number): string =>
      JSON.stringify({ intake: { port: 0, ratePerSecondMax: rate } });
    const configuration = place.file('desk.json', configured(1));
    const desk = new RunningDesk('--data', place.data, '--config', configuration);
    const [ready] = await desk.answered(1);
    const intake = {
      address: String(ready?.['intake']),
      token: readFileSync(String(ready?.['intakeToken']), 'utf8'),
    };
    const batch = ndjson([1, 2, 3, 4].map((i) => sampleSignal(`R-${i}`)));
    const reply = await post(intake, batch);
    expect(reply.status).toBe(429);
    expect(reply.headers['retry-after']).toBe('1');
    expect(typesOf(reply.answers)).toEqual(['acknowledged', ...Array(3).fill('rate_limited')]);
    writeFileSync(configuration, configured(100));
    desk.kill('SIGHUP');
    await expect.poll(async () => (await post(intake, batch)).status).toBe(200);
    expect((await post(intake, batch)).answers).toMatchObject([{ duplicate: true }, {}, {}, {}]);

    writeFileSync(configuration, JSON.stringify({ intake: { port: 0, rate: 1 } }));
    const wrong = await runToEnd('run', '--data', tempDesk().data, '--config', configuration);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain(
      'intake.rate: unknown key; expected one of port, folder, sharedToken, ratePerSecondMax',
    );
    writeFileSync(configuration, '{}');
    desk.kill('SIGHUP');
    await expect.poll(() => post(intake, batch).catch(() => 'closed')).toBe('closed');
  });

  it('get no door from commands that only look or act', async () => {
    const place = tempDesk();
    const configuration = place.file('desk.json', JSON.stringify({ intake: { port: 0 } }));
    const file = place.file('s.ndjson', ndjson([sampleSignal('S-1')]));
    await runToEnd('replay', file, '--data', place.data, '--config', configuration);
    expect(() => statSync(join(place.data, 'intake.token'))).toThrow('ENOENT');
  });
});

describe('signals over a WebSocket', () => {
  it('are answered in order, each on its line, whatever is between them', async () => {
    const { desk, place, ...intake } = await startIntakeDesk();
    const client = await SocketClient.open(intake);
    client.send(sampleSignal('W-1'), ' ', '{"id":', Buffer.from([0xc3, 0x28]), sampleSignal('W-1'));
    client.send(`{"id":"${'x'.repeat(70_000)}"}`, '[1]', ...[2, 3, 4].map((i) => sampleSignal(`W-${i}`)));
    const answers = await client.answered(9);
    expect(typesOf(answers)).toEqual([
      'acknowledged',
      'json_malformed',
      'utf8_malformed',
      'acknowledged',
      'oversized',
      'malformed',
      ...Array(3).fill('acknowledged'),
    ]);
    expect(answers.map(({ line }) => line)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(answers[3]).toMatchObject({ position: answers[0]?.['position'], duplicate: true });
    desk.kill('SIGTERM');
    expect(await client.closed).toBe(1001);
    expect((await desk.ended).code).toBe(0);
    const events = await eventsOf(place.data);
    expect(events('SignalReceived', 'signal-W-4')).toMatchObject([{ actor: 'intake:websocket' }]);
  });

  it('lose nothing and double nothing over a kill -9 when what has no answer is sent again', async () => {
    const first = await startIntakeDesk();
    const client = await SocketClient.open(first);
    const signals = Array.from({ length: 400 }, (_unused, i) => sampleSignal(`K-${i}`, { quantity: '1' }));
    client.send(...signals);
    await client.answered(120);
    first.desk.kill('SIGKILL');
    await client.closed;
    const known = new Map(client.answers.map((answer) => [answer['signalId'], answer]));
    await first.desk.ended;

    const second = await startIntakeDesk(first.place);
    const again = await SocketClient.open(second);
    const rest = signals.filter(({ id }) => !known.has(id));
    again.send(...rest, ...signals.slice(0, 50));
    const answers = await again.answered(rest.length + 50);
    expect(answers.every(({ type }) => type === 'acknowledged')).toBe(true);
    for (const answer of answers.slice(rest.length)) {
      const before = known.get(answer['signalId']);
      expect(answer).toMatchObject({
        orderId: before?.['orderId'],
        position: before?.['position'],
        duplicate: true,
      });
    }
    second.desk.kill('SIGTERM');
    expect((await second.desk.ended).code).toBe(0);
    const orders = (await runToEnd('orders', '--data', first.place.data, '--json')).json<Answer>();
    expect(new Set(orders.map(({ signalId }) => signalId))).toEqual(new Set(signals.map(({ id }) => id)));
    expect(orders).toHaveLength(400);
  });
});

describe('desk status', () => {
  it('says what came through each door, and which one is not open', async () => {
    const place = tempDesk();
    const blocked = await startIntakeDesk();
    const taken = new URL(blocked.address).port;
    const configuration = place.file(
      'd.json',
      JSON.stringify({ intake: { port: Number(taken), folder: 'gone' } }),
    );
    const desk = new RunningDesk('--data', place.data, '--config', configuration);
    const [ready] = await desk.answered(1);
    expect(ready).not.toHaveProperty('intake');
    const alerts = async (): Promise<string> => (await runToEnd('alerts', '--data', place.data)).stdout;
    await expect.poll(alerts).toMatch(/no signal is taken from files: there is no .*gone/);
    expect(await alerts()).toMatch(/signals can not be taken over HTTP .*EADDRINUSE/);
    const shut = await runToEnd('status', '--data', place.data);
    expect(shut.stdout).toMatch(/signals by network: not taken: .*EADDRINUSE/);
    expect(shut.stdout).toMatch(/health +degraded: .*signals by folder \(not taken: there is no .*gone\)/);

    await post(blocked, ndjson([sampleSignal('S-1'), sampleSignal('S-2', { quantity: '0' })]));
    const open = await runToEnd('status', '--data', blocked.place.data);
    const counts = 'acknowledged 1, refused 1, to be sent again 0';
    expect(open.stdout).toMatch(
      new RegExp(`signals by network: ${blocked.address}, clients \\d+; ${counts}`),
    );
    expect(open.stdout).not.toContain(blocked.token);
    expect(blocked.desk.stderr).not.toContain(blocked.token);
  });
});

describe('signals in a watched folder', () => {
  it('come to the same over a kill -9 in the middle of a file, and once more with the same file', async () => {
    const place = tempDesk();
    const folder = dirname(place.file('.x', ''));
    chmodSync(folder, 0o700);
    const configuration = join(folder, 'desk.json');
    writeFileSync(configuration, JSON.stringify({ intake: { folder: '.' } }));
    const ids = Array.from({ length: 400 }, (_unused, i) => `F-${i}`);
    const bad = sampleSignal('F-bad', { quantity: '0' });
    const signals = [...ids.map((id) => sampleSignal(id, { quantity: '1' })), bad];
    const path = place.file('big.ndjson', ndjson(signals));
    const args = ['--data', place.data, '--config', configuration];
    const first = new RunningDesk(...args);
    expect((await first.answered(1))[0]).toMatchObject({ intakeFolder: folder });
    // In the middle of it; on a machine that is very quick, after it.
    const hasBegun = (): boolean => readdirSync(folder).some((name) => name.includes('.results.ndjson'));
    await expect.poll(hasBegun, { timeout: 30_000 }).toBe(true);
    first.kill('SIGKILL');
    await first.ended;

    const second = new RunningDesk(...args);
    await second.answered(1);
    const results = (): Answer[] => {
      const beside = `${path}.results.ndjson`;
      return existsSync(beside) ? jsonLines<Answer>(readFileSync(beside, 'utf8')) : [];
    };
    await expect.poll(() => results().length, { timeout: 30_000 }).toBe(402);
    expect(
      results()
        .slice(0, 400)
        .map(({ signalId, line }) => [signalId, line]),
    ).toEqual(ids.map((id, index) => [id, index + 1]));
    expect(results()[400]).toMatchObject({ type: 'refused', code: 'quantity_zero', signalId: 'F-bad' });
    expect(results()[401]).toMatchObject({ type: 'done', acknowledged: 400, refused: 1 });
    utimesSync(path, 1_000, 1_000);
    await expect.poll(() => results().at(-1)?.['duplicates'], { timeout: 30_000 }).toBe(401);
    second.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    const events = await eventsOf(place.data);
    const received = events('SignalReceived').filter(({ stream }) => stream !== 'signal-F-bad');
    expect(received.map(({ stream }) => stream)).toEqual(ids.map((id) => `signal-${id}`));
    expect(received.every(({ actor }) => actor === 'intake:folder')).toBe(true);
    expect(events('OrderCreated')).toHaveLength(400);
  });
});

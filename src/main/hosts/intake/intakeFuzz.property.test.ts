/** Whatever comes in through a door is answered line by line in the known words, and the door stays open. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { jsonLines } from '../headless/testing/deskProcess.ts';
import { defaultIntakeLimits } from './intakeLimits.ts';
import { IntakeServer } from './intakeServer.ts';
import { IntakeTally } from './intakeTally.ts';
import { post, SocketClient, type Answer, type Intake } from './testing/intakeClient.ts';
import { ScriptedEngine } from './testing/scriptedEngine.ts';
import { WatchedFolder } from './watchedFolder.ts';

const token = 'a'.repeat(64);
const ports = { clock: systemClock(), scheduler: nodeScheduler(), logger: { log: () => undefined } };

/** Lines without a line feed, none of them blank: good ones, the same again, malformed ones, bytes, long ones. */
const line = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((id) => Buffer.from(JSON.stringify(sampleSignal(`S-${id}`)))),
  fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
  fc.string({ minLength: 1 }).map((text) => Buffer.from(text)),
  fc.uint8Array({ minLength: 1, maxLength: 200, size: 'max' }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 65_530, max: 65_545 }).map((length) => Buffer.alloc(length, 'x')),
);
const lines = fc
  .array(line, { minLength: 1, maxLength: 20, size: 'max' })
  .map((all) =>
    all.filter(
      (one) =>
        !one.includes(0x0a) && one.some((byte) => ![0x20, 0x09, 0x0d].includes(byte)) && one[0] !== 0xef,
    ),
  );

function asFile(all: readonly Buffer[]): Buffer {
  return Buffer.concat(all.flatMap((one) => [one, Buffer.from('\n')]));
}

/** The words that every line is answered in, in the order of the lines. */
function expectAnswers(answers: readonly Answer[], count: number): void {
  expect(answers.map((answer) => answer['line'])).toEqual(
    Array.from({ length: count }, (_unused, i) => i + 1),
  );
  for (const { type, code, position } of answers) {
    expect(['acknowledged', 'refused']).toContain(type);
    expect(typeof code).toBe(type === 'refused' ? 'string' : 'undefined');
    expect(typeof position).toBe('number');
  }
}

async function serve(): Promise<{ intake: Intake; port: number }> {
  const server = new IntakeServer({
    ...ports,
    engine: new ScriptedEngine().engine,
    tally: new IntakeTally(),
    limits: defaultIntakeLimits,
    port: 0,
    token,
    ratePerSecondMax: () => 1_000_000,
  });
  const port = await server.listen();
  onTestFinished(() => server.close());
  return { intake: { address: `http://127.0.0.1:${port}/signals`, token }, port };
}

it('a batch over HTTP', async () => {
  const { intake } = await serve();
  await fc.assert(
    fc.asyncProperty(lines, async (all) => {
      const { status, answers } = await post(intake, asFile(all));
      expect(status).toBe(200);
      expectAnswers(answers, all.length);
    }),
    { numRuns: 60 },
  );
});

it('messages of a WebSocket', async () => {
  const { intake } = await serve();
  await fc.assert(
    fc.asyncProperty(lines, async (all) => {
      const client = await SocketClient.open(intake);
      client.send(...all);
      expectAnswers(await client.answered(all.length), all.length);
      client.socket.close(1000);
      expect(await client.closed).toBe(1000);
    }),
    { numRuns: 60 },
  );
});

it('bytes that are no request, and requests that are cut or bent', async () => {
  const { intake, port } = await serve();
  const whole = `POST /signals HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;
  const bent = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 300, size: 'max' }),
    fc.tuple(fc.nat(whole.length - 1), fc.uint8Array({ minLength: 1, maxLength: 5 })).map(([at, bytes]) => {
      const text = Buffer.from(whole);
      text.set(bytes.subarray(0, text.length - at), at);
      return text;
    }),
    fc.nat(whole.length).map((length) => Buffer.from(whole.slice(0, length))),
  );
  await fc.assert(
    fc.asyncProperty(bent, async (bytes) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      let heard = '';
      socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
      socket.end(bytes);
      await new Promise((resolve) => socket.once('close', resolve));
      const statuses = heard.match(/^HTTP\/1\.1 \d{3} /gm) ?? [];
      expect(statuses.length).toBe((heard.match(/"type":"(?:acknowledged|refused)"/g) ?? []).length);
    }),
    { numRuns: 150 },
  );
  expect((await post(intake, '{}', { type: 'application/json' })).answers).toHaveLength(1);
});

it('files of a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bw-fuzz-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  let nowMs = 0;
  const waiting: (() => void)[] = [];
  const watched = new WatchedFolder({
    ...ports,
    engine: new ScriptedEngine().engine,
    clock: { ...ports.clock, monotonicMs: () => nowMs },
    scheduler: {
      ...ports.scheduler,
      after: (_delayMs, task) => (waiting.push(task), { cancel: () => undefined }),
    },
    tally: new IntakeTally(),
    raise: () => undefined,
    folder,
    times: { lookMs: 1, settledMs: 1, unfinishedMs: 1, retryMs: 1 },
  });
  onTestFinished(() => watched.close());
  const look = async (): Promise<void> => {
    nowMs += 10;
    (waiting.pop() ?? (() => watched.start()))();
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  let number = 0;
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom('ndjson', 'csv'), fc.boolean(), async (all, kind, isCut) => {
      const path = join(folder, `f-${++number}.${kind}`);
      writeFileSync(path, isCut ? asFile(all).subarray(0, -1) : asFile(all));
      await look();
      await look();
      const results = jsonLines<Answer>(readFileSync(`${path}.results.ndjson`, 'utf8'));
      expect(results.at(-1)).toMatchObject({ type: 'done', file: `f-${number}.${kind}` });
      const answers = results.slice(0, -1);
      const isWhole = answers[0]?.['type'] === 'refused' && answers[0]['line'] === undefined;
      if (isWhole || kind === 'csv') return;
      expectAnswers(answers, all.length);
    }),
    { numRuns: 60 },
  );
});

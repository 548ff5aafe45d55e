/** Whatever comes in through a door is answered line by line in the known words, and the door stays open. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonLines } from '../headless/testing/deskProcess.ts';
import { post, SocketClient, type Answer } from './testing/intakeClient.ts';
import { asFile, bentRequests, oddLines, sendRaw } from './testing/oddLines.ts';
import { serve, token, watch } from './testing/servedDoors.ts';

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

it('a batch over HTTP', async () => {
  const { intake } = await serve();
  await fc.assert(
    fc.asyncProperty(oddLines, async (all) => {
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
    fc.asyncProperty(oddLines, async (all) => {
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
  await fc.assert(
    fc.asyncProperty(bentRequests(token), async (bytes) => {
      const heard = await sendRaw(port, bytes);
      const statuses = heard.match(/^HTTP\/1\.1 \d{3} /gm) ?? [];
      expect(statuses.length).toBe((heard.match(/"type":"(?:acknowledged|refused)"/g) ?? []).length);
    }),
    { numRuns: 150 },
  );
  expect((await post(intake, '{}', { type: 'application/json' })).answers).toHaveLength(1);
});

it('files of a folder', async () => {
  const { folder, look } = watch();
  let number = 0;
  await fc.assert(
    fc.asyncProperty(oddLines, fc.constantFrom('ndjson', 'csv'), fc.boolean(), async (all, kind, isCut) => {
      const path = join(folder, `f-${++number}.${kind}`);
      writeFileSync(path, isCut ? asFile(all).subarray(0, -1) : asFile(all));
      await look();
      await look();
      const results = jsonLines<Answer>(readFileSync(`${path}.results.ndjson`, 'utf8'));
      const done = results.at(-1);
      expect(done).toMatchObject({ type: 'done', file: `f-${number}.${kind}` });
      const answers = results.slice(0, -1);
      const isWhole = answers.length === 1 && answers[0]?.['line'] === undefined;
      const [ofFile, ofLines] = isWhole ? [answers, []] : [[], answers];
      expect(ofFile.map(({ type, code }) => [type, typeof code])).toEqual(
        ofFile.map(() => ['refused', 'string']),
      );
      expectAnswers(ofLines, isWhole || kind === 'csv' ? ofLines.length : all.length);
      expect(Number(done?.['acknowledged']) + Number(done?.['refused'])).toBe(ofLines.length);
    }),
    { numRuns: 60 },
  );
});

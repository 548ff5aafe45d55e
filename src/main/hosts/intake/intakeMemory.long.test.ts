/** Whatever comes in through a door, and however much of it: nothing of it stays in memory. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { engineActor } from '../../../shared/kernel/ids.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { ndjsonRecords } from '../../infra/intake/ndjsonRecords.ts';
import { heapInUse } from '../../infra/testing/heapInUse.ts';
import { takeInOrder } from '../feed/takeInOrder.ts';
import { post, SocketClient } from './testing/intakeClient.ts';
import { asFile, bentRequests, oddLines, sendRaw } from './testing/oddLines.ts';
import { ScriptedEngine } from './testing/scriptedEngine.ts';
import { serve, token, watch } from './testing/servedDoors.ts';

/** A heap moves by itself a little; what came in is many times that. */
const bytesMax = 2_000_000;
const seed = 20261123;
/** Made once: what is to be measured is the door, not the generator. */
const pieces = fc.sample(oddLines, { seed, numRuns: 40 }).filter((all) => all.length > 0);
const requests = fc.sample(bentRequests(token), { seed, numRuns: 200 });

type Feed = (index: number) => Promise<void>;

/** By how many bytes the heap after five times as many inputs is larger than after `times` of them. */
async function kept(times: number, feed: Feed): Promise<number> {
  for (let index = 0; index < times; index++) await feed(index);
  const before = await heapInUse();
  for (let index = times; index < 5 * times; index++) await feed(index);
  return (await heapInUse()) - before;
}

const pieceOf = (index: number): readonly Buffer[] => pieces[index % pieces.length] ?? [];

test('batches over HTTP', async () => {
  const { intake } = await serve();
  const bytes = await kept(50, async (index) => {
    const { answers } = await post(intake, asFile(pieceOf(index)));
    expect(answers).toHaveLength(pieceOf(index).length);
  });
  expect(bytes).toBeLessThan(bytesMax);
});

test('messages of WebSockets', async () => {
  const { intake } = await serve();
  const bytes = await kept(50, async (index) => {
    const client = await SocketClient.open(intake);
    client.send(...pieceOf(index));
    await client.answered(pieceOf(index).length);
    client.socket.close(1000);
    await client.closed;
    // The test itself holds its clients until it ends.
    client.answers.splice(0);
  });
  expect(bytes).toBeLessThan(bytesMax);
});

test('bytes that are no request', async () => {
  const { port } = await serve();
  const bytes = await kept(200, async (index) => {
    await sendRaw(port, requests[index % requests.length] ?? new Uint8Array());
  });
  expect(bytes).toBeLessThan(bytesMax);
});

test('files of a folder, which somebody takes away', async () => {
  const { folder, look } = watch();
  const bytes = await kept(25, async (index) => {
    writeFileSync(join(folder, `f-${index}.ndjson`), asFile(pieceOf(index)));
    await look();
    await look();
    expect(readdirSync(folder)).toContain(`f-${index}.ndjson.results.ndjson`);
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    await look();
  });
  expect(bytes).toBeLessThan(bytesMax);
});

test('lines of standard input, without an end', async () => {
  const scheduler = nodeScheduler();
  const { engine } = new ScriptedEngine();
  const input = new Readable({ read: () => undefined });
  const heard: (() => void)[] = [];
  const take = { intake: engine.intake, scheduler, actor: engineActor(), source: 'stdin' };
  const served = takeInOrder(ndjsonRecords(input), take, async () => heard.shift()?.());
  const bytes = await kept(50, async (index) => {
    const answered = pieceOf(index).map(() => new Promise<void>((resolve) => void heard.push(resolve)));
    input.push(asFile(pieceOf(index)));
    await Promise.all(answered);
  });
  expect(bytes).toBeLessThan(bytesMax);
  input.push(null);
  await served;
});

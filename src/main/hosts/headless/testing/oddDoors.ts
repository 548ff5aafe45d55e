/** Odd signals and amends against a desk that runs: each is one answer, and the desk starts again on what they left. */
import { expect } from 'vitest';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { seededRandom } from '../../../infra/venues/sim/faults/seededRandom.ts';
import { connectControl } from '../../control/controlClient.ts';
import { RunningDesk, runToEnd } from './deskProcess.ts';
import { oddAmendment, oddLine } from './oddInput.ts';
import { tempDesk } from './tempDesk.ts';

/** Orders that rest, to be amended. */
const restingOrders = 20;
/** Lines written before their answers are waited for; amends under way at once. */
const linesAtOnce = 2_000;
const amendsAtOnce = 50;
/** What only a fault of the engine itself could be told with. */
const faults = /internal|invariant|unavailable|not_taken|exception/i;

/** Gives how many were answered. */
export async function tryOddInput(seed: number, signals: number, amends: number): Promise<number> {
  const random = seededRandom(`doors ${seed}`);
  const { data } = tempDesk();
  const desk = new RunningDesk('--data', data, '--signals', '-');
  await desk.answered(1);
  for (let index = 0; index < restingOrders; index++) {
    desk.send(sampleSignal(`resting-${index}`, { orderType: 'limit', limitPrice: '1', timeInForce: 'GTC' }));
  }
  let expected = 1 + restingOrders;
  await desk.answered(expected);
  for (let sent = 0; sent < signals;) {
    const lines: Buffer[] = [];
    for (; lines.length < linesAtOnce && sent < signals; sent++) {
      lines.push(Buffer.concat([oddLine(sent, random), Buffer.from('\n')]));
    }
    desk.write(Buffer.concat(lines));
    expected += lines.length;
    await desk.answered(expected);
  }
  for (const answer of desk.answers.slice(1)) checkAnswer(answer);
  expect(desk.answers.slice(1).map(({ line }) => line)).toEqual(
    Array.from({ length: expected - 1 }, (_, index) => index + 1),
  );
  await tryAmends(data, random, amends);
  desk.kill('SIGKILL');
  await desk.ended;

  const restarted = new RunningDesk('--data', data, '--signals', '-');
  await restarted.answered(1);
  restarted.send(sampleSignal('after-the-odd-ones'));
  expect((await restarted.answered(2))[1]).toMatchObject({ type: 'acknowledged' });
  restarted.kill('SIGTERM');
  expect(await restarted.ended).toMatchObject({ code: 0 });
  const verified = await runToEnd('verify', '--data', data);
  expect(verified.code, verified.stderr).toBe(0);
  return expected - 1 - restingOrders + amends;
}

function checkAnswer(answer: Readonly<Record<string, unknown>>): void {
  expect(['acknowledged', 'refused']).toContain(answer['type']);
  if (answer['type'] !== 'refused') return;
  const { code, reasons, position } = answer as {
    code: string;
    reasons: readonly { message: string }[];
    position: number;
  };
  expect(code).toMatch(/^[a-z0-9_]+$/);
  expect(code).not.toMatch(faults);
  expect(reasons.length).toBeGreaterThan(0);
  expect(position).toBeGreaterThan(0);
}

async function tryAmends(
  data: string,
  random: ReturnType<typeof seededRandom>,
  amends: number,
): Promise<void> {
  const client = await connectControl(data);
  if (client === undefined) throw new Error('no engine listens');
  const page = await client.api.queryOrders({
    filter: { statuses: ['accepted'] },
    offset: 0,
    limit: restingOrders,
  });
  if (!page.ok) throw new Error(page.fault.message);
  const orders = page.value.rows.map(({ orderId }) => orderId);
  expect(orders.length).toBeGreaterThan(0);
  for (let sent = 0; sent < amends; sent += amendsAtOnce) {
    const replies = await Promise.all(
      Array.from({ length: Math.min(amendsAtOnce, amends - sent) }, (_, index) => {
        const amendment = oddAmendment(orders[(sent + index) % orders.length] ?? '', random);
        return client.api.amendOrders({ amendments: [amendment as never], reason: 'odd input' });
      }),
    );
    for (const reply of replies) {
      const told = reply.ok
        ? reply.value.results.map(({ refusal }) => refusal?.code ?? 'requested')
        : [reply.fault.code];
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(/^[a-z0-9_]+$/);
      expect(told[0]).not.toMatch(faults);
      expect(told[0]).not.toMatch(/engine_gone|deadline|answer_unknown/);
    }
  }
  client.close();
}

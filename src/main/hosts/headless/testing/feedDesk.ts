/** Feeds a running desk, and looks at what it says and leaves. */
import { expect } from 'vitest';
import type { Status } from '../../../../shared/contract/status.ts';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { contradictions, readRecords } from './compareRecords.ts';
import { runToEnd, type RunningDesk } from './deskProcess.ts';
import { runHere } from './runHere.ts';

/** Signals that fill, more of them the more was answered: never more than a few on their way. */
export async function feedUntil(desk: RunningDesk, prefix: string, enough: () => boolean): Promise<void> {
  for (let sent = 0; !enough(); sent += 20) {
    const before = desk.answers.length;
    const batch = Array.from({ length: 20 }, (_, index) =>
      sampleSignal(`${prefix}-${sent + index}`, { side: index % 2 === 0 ? 'buy' : 'sell' }),
    );
    desk.send(...batch);
    await desk.answered(before + batch.length);
  }
}

export function answersOf(desk: RunningDesk, type: string): Record<string, unknown>[] {
  return desk.answers.filter((answer) => answer['type'] === type);
}

export async function statusOf(
  data: string,
): Promise<{ readonly code: number | null; readonly status: Status | undefined }> {
  const { code, json } = await runHere('status', '--data', data, '--json');
  return { code, status: json<Status>()[0] };
}

/** Ends the desk, lets a standing market settle what is left, and gives what the two records contradict. */
export async function wrongAtRest(
  desk: RunningDesk,
  data: string,
  empty: string,
  signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
): Promise<string[]> {
  desk.kill(signal);
  expect((await desk.ended).code, desk.stderr).toBe(signal === 'SIGTERM' ? 0 : null);
  const replayed = await runToEnd('replay', empty, '--data', data, '--json');
  expect(replayed.code, replayed.stderr).toBe(0);
  const records = await readRecords(data);
  const orders = new Set<string>(records.orders.map(({ orderId }) => orderId));
  const acknowledged = answersOf(desk, 'acknowledged').map(({ orderId }) => String(orderId));
  const lost = acknowledged.filter((orderId) => !orders.has(orderId));
  const verified = await runToEnd('verify', '--data', data);
  return [
    ...contradictions(records),
    ...lost.map((orderId) => `${orderId} was acknowledged and is not there`),
    ...(verified.code === 0 ? [] : [verified.stdout]),
  ];
}

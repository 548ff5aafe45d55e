/** Offers orders to several desks at once: as many as they take, or at a steady rate. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  createLatencyHistogram,
  type LatencyHistogram,
} from '../../src/main/engine/telemetry/latencyHistogram.ts';
import type { DeskProcess } from './deskProcess.ts';

/** As many signals as one door takes before it has answered. */
const unanswered = 256;
const beatMs = 2;

/** Orders a second that all desks together have acknowledged. */
export async function saturate(desks: readonly DeskProcess[], forMs: number): Promise<number> {
  const startedMs = performance.now();
  const isOver = (): boolean => performance.now() - startedMs >= forMs;
  let answered = 0;
  await Promise.all(
    desks.map(
      (desk) =>
        new Promise<void>((resolve) => {
          let open = unanswered;
          const onAnswer = (): void => {
            if (isOver()) {
              if (--open === 0) resolve();
              return;
            }
            answered++;
            desk.send(onAnswer);
          };
          for (let i = 0; i < unanswered; i++) desk.send(onAnswer);
        }),
    ),
  );
  return answered / (forMs / 1_000);
}

/**
 * Milliseconds from the moment at which each order was due to its acknowledgement, while so many a second are offered
 * to all desks together, whatever they do.
 */
export async function steadily(
  desks: readonly DeskProcess[],
  ordersPerSecond: number,
  forMs: number,
): Promise<LatencyHistogram> {
  const latency = createLatencyHistogram();
  const startedMs = performance.now();
  let sent = 0;
  for (;;) {
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs >= forMs) break;
    const due = Math.floor((elapsedMs / 1_000) * ordersPerSecond) + 1;
    for (; sent < due; sent++) {
      const dueMs = startedMs + (sent / ordersPerSecond) * 1_000;
      desks[sent % desks.length]?.send(() => {
        latency.record(performance.now() - dueMs);
      });
    }
    await delay(beatMs);
  }
  while (latency.count < sent) await delay(beatMs);
  return latency;
}

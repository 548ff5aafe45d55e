/**
 * Ends a desk in bounded time, whatever state its store and its venues are in, and says which outcomes are not on
 * record.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { awaitsOutcome } from '../../../../domain/order/orderState.ts';
import type { Engine } from '../../../../engine/assembly/engine.ts';
import { describeLeftBehind } from '../../../worker/describeLeftBehind.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';

/** Milliseconds that a stop waits for the next outcome. While outcomes keep coming in time, it goes on waiting. */
const drainPauseMsMax = 30_000;
/** Milliseconds that a stop waits in all: a strategy or a market that trades on would never be done. */
const drainMsMax = 300_000;
/** Milliseconds that a stop waits while the store can't write: then there can be no outcome on record. */
const drainFaultyMsMax = 5_000;
/** Milliseconds in which a reader of the answers must take the last of them. */
const flushMsMax = 2_000;
/** How many orders are named one by one. */
const ordersNamedMax = 20;
const lookMs = 20;

export interface StoppingDesk {
  readonly engine: Engine;
  /** Work in flight that the stop waits for. */
  readonly inFlight: readonly Promise<unknown>[];
  readonly close: () => Promise<void>;
}

export async function stopDesk(io: DeskIo, { engine, inFlight, close }: StoppingDesk): Promise<ExitCode> {
  const isDrained = await drained(Promise.all(inFlight), engine);
  const fault = engine.store.writeFault();
  // This is read before the close: afterwards nobody knows it.
  const lost =
    fault === undefined && isDrained ? [] : [...waitedFor(engine, isDrained), ...notOnRecord(engine)];
  await close();
  if (fault !== undefined) io.note(`ended while the event store could not write: ${fault.message}`);
  for (const line of lost) io.note(line);
  const code = fault === undefined && isDrained ? exitCode.done : exitCode.no;
  const isRead = await Promise.race([io.flushed().then(() => true), delay(flushMsMax, false)]);
  // Answers that nobody reads would keep the process alive for ever.
  if (!isRead) process.exit(code);
  return code;
}

/** Whether the work was finished in time. */
async function drained(work: Promise<unknown>, { store }: Engine): Promise<boolean> {
  const state = { done: false };
  const end = (): void => void (state.done = true);
  work.then(end, end);
  const startMs = performance.now();
  let moved = { atMs: startMs, position: store.head().position };
  for (;;) {
    await delay(lookMs);
    if (state.done) return true;
    const nowMs = performance.now();
    const { position } = store.head();
    if (position !== moved.position) moved = { atMs: nowMs, position };
    const pauseMsMax = store.writeFault() === undefined ? drainPauseMsMax : drainFaultyMsMax;
    if (nowMs - moved.atMs > pauseMsMax || nowMs - startMs > drainMsMax) return false;
  }
}

function waitedFor(engine: Engine, isDrained: boolean): string[] {
  if (isDrained) return [];
  const waits = engine.waitsFor();
  return [
    `ended before all was done; waited for ${waits.length === 0 ? 'the last answers' : waits.join(', ')}`,
  ];
}

function notOnRecord(engine: Engine): string[] {
  const { queries, intake } = engine;
  const { forgotten } = describeLeftBehind([], engine);
  const orders = queries.getActiveOrders().filter(({ status }) => awaitsOutcome(status));
  const more = orders.length - ordersNamedMax;
  const signals = intake.queued + intake.inFlight;
  return [
    ...forgotten.map((line) => `not on record, and forgotten now: ${line}`),
    ...orders
      .slice(0, ordersNamedMax)
      .map(
        ({ orderId, status }) =>
          `not on record: the outcome of order ${orderId}, ${status.replace('_', ' ')}`,
      ),
    ...(more > 0
      ? [`not on record: the outcomes of ${counted(more, 'more order')}; the next start asks the venues`]
      : []),
    ...(signals === 0
      ? []
      : [`not done: ${counted(signals, 'signal')}; the next start takes up those on record`]),
  ];
}

/** How long an acknowledgement takes while everything reads that can read. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Runtime } from '../../../src/main/hosts/runtime.ts';
import { invariant } from '../../../src/shared/kernel/invariant.ts';
import { withRuntime } from '../benchRuntime.ts';
import { offerAll, offerSteadily, steadyLatency } from '../offerSignals.ts';
import { percentilesOf, type Percentiles } from './percentiles.ts';

export interface ReadsJob {
  readonly kind: 'reads';
  readonly folder: string;
  readonly warmUpOrders: number;
  readonly ordersPerSecond: number;
  /** How long orders are offered while nothing reads, and then while everything does. */
  readonly restMs: number;
  readonly readMs: number;
}

/** Milliseconds from the moment a signal is due to its acknowledgement. */
export interface Reads {
  readonly atRest: Percentiles;
  readonly whileReading: Percentiles;
}

export function measureReads(job: ReadsJob): Promise<Reads> {
  const { folder, warmUpOrders, ordersPerSecond, restMs, readMs } = job;
  return withRuntime(folder, async (runtime) => {
    const { engine } = runtime;
    await offerAll(engine, { name: 'warm', first: 0, count: warmUpOrders, kind: 'market' });
    const atRest = steadyLatency();
    await offerSteadily(engine, 'rest', ordersPerSecond, { forMs: restMs }, atRest);
    const whileReading = steadyLatency();
    const leave = new AbortController();
    const reading = readEverything(runtime, leave.signal);
    await offerSteadily(engine, 'reading', ordersPerSecond, { forMs: readMs }, whileReading);
    leave.abort();
    await reading;
    return {
      atRest: percentilesOf(atRest.acknowledged),
      whileReading: percentilesOf(whileReading.acknowledged),
    };
  });
}

/** Each reader begins again when it is done, so that all of them read until the end. */
async function readEverything(runtime: Runtime, signal: AbortSignal): Promise<void> {
  const again = async (work: () => Promise<boolean>): Promise<void> => {
    while (!signal.aborted) {
      const isGood = await work();
      invariant(isGood || signal.aborted, 'the bench reads what it has written');
    }
  };
  await Promise.all([
    again(async () => {
      const verified = await runtime.verify({ signal });
      return verified.ok && verified.value.good;
    }),
    again(async () => (await runtime.rebuild({ signal })).ok),
    again(() => searchInVain(runtime, signal)),
  ]);
}

/** Goes on until it has looked at every event, as a window does whose user asks for older ones again and again. */
async function searchInVain({ search }: Runtime, signal: AbortSignal): Promise<boolean> {
  for (let beforePosition = Infinity; beforePosition > 1 && !signal.aborted;) {
    const query = { text: 'no event has this', ...(beforePosition < Infinity && { beforePosition }) };
    const found = await Promise.resolve(search.search(query));
    if (found.events.length > 0) return false;
    beforePosition = found.searchedTo;
    await nextTurn();
  }
  return true;
}

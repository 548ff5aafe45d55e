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
  /** How long orders are offered while nothing reads. */
  readonly restMs: number;
}

/** Milliseconds from the moment a signal is due to its acknowledgement. */
export interface Reads {
  readonly atRest: Percentiles;
  readonly whileReading: Percentiles;
}

export function measureReads({ folder, warmUpOrders, ordersPerSecond, restMs }: ReadsJob): Promise<Reads> {
  return withRuntime(folder, async (runtime) => {
    const { engine } = runtime;
    await offerAll(engine, { name: 'warm', first: 0, count: warmUpOrders, kind: 'market' });
    const atRest = steadyLatency();
    await offerSteadily(engine, 'rest', ordersPerSecond, { forMs: restMs }, atRest);
    const reading = readEverything(runtime);
    const whileReading = steadyLatency();
    await offerSteadily(engine, 'reading', ordersPerSecond, { until: reading }, whileReading);
    await reading;
    return {
      atRest: percentilesOf(atRest.acknowledged),
      whileReading: percentilesOf(whileReading.acknowledged),
    };
  });
}

async function readEverything(runtime: Runtime): Promise<void> {
  const [verified, rebuilt] = await Promise.all([runtime.verify(), runtime.rebuild(), searchInVain(runtime)]);
  invariant(verified.ok && verified.value.good, 'the bench verifies its store');
  invariant(rebuilt.ok, 'the bench rebuilds its read model');
}

/** Goes on until it has looked at every event, as a window does whose user asks for older ones again and again. */
async function searchInVain({ search }: Runtime): Promise<void> {
  for (let beforePosition = Infinity; beforePosition > 1;) {
    const query = { text: 'no event has this', ...(beforePosition < Infinity && { beforePosition }) };
    const found = await Promise.resolve(search.search(query));
    invariant(found.events.length === 0, 'the search finds nothing');
    beforePosition = found.searchedTo;
    await nextTurn();
  }
}

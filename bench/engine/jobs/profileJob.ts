/** Where the time of one order goes on the engine's thread. */
import { Session, type Profiler } from 'node:inspector';
import { withRuntime } from '../benchRuntime.ts';
import { offerAll } from '../offerSignals.ts';

export interface ProfileJob {
  readonly kind: 'profile';
  readonly folder: string;
  readonly warmUpOrders: number;
  readonly timedOrders: number;
}

export interface OrderProfile {
  /** Microseconds of an order in each part of the program, the largest first. */
  readonly parts: readonly { readonly part: string; readonly micros: number }[];
  /** The functions with the most time of their own. */
  readonly functions: readonly { readonly name: string; readonly micros: number }[];
}

const sampleMicros = 200;
const functionsShown = 25;

export function profileOrders({ folder, warmUpOrders, timedOrders }: ProfileJob): Promise<OrderProfile> {
  return withRuntime(folder, async ({ engine }) => {
    await offerAll(engine, { name: 'warm', first: 0, count: warmUpOrders, kind: 'market' });
    const profile = await cpuProfile(() =>
      offerAll(engine, { name: 'timed', first: 0, count: timedOrders, kind: 'market' }),
    );
    return orderProfile(profile, timedOrders);
  });
}

/** The profile of this thread alone. */
async function cpuProfile(work: () => Promise<void>): Promise<Profiler.Profile> {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: sampleMicros });
  session.post('Profiler.start');
  await work();
  const profile = await new Promise<Profiler.Profile>((resolve, reject) => {
    session.post('Profiler.stop', (error, stopped) => {
      if (error === null) resolve(stopped.profile);
      else reject(error);
    });
  });
  session.disconnect();
  return profile;
}

export function orderProfile(profile: Profiler.Profile, orders: number): OrderProfile {
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const owners = ownersOf(nodes);
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  samples.forEach((id, index) => {
    const owner = owners.get(id);
    // The time until the next sample belongs to what this sample has found.
    const micros = (timeDeltas[index + 1] ?? 0) / orders;
    if (owner === undefined || owner.part === '(idle)') return;
    parts.set(owner.part, (parts.get(owner.part) ?? 0) + micros);
    functions.set(owner.name, (functions.get(owner.name) ?? 0) + micros);
  });
  return {
    parts: largestFirst(parts).map(([part, micros]) => ({ part, micros })),
    functions: largestFirst(functions)
      .slice(0, functionsShown)
      .map(([name, micros]) => ({ name, micros })),
  };
}

interface Owner {
  readonly part: string;
  readonly name: string;
}

/** A function without a file, such as `JSON.stringify` or a native one, belongs to whoever calls it. */
function ownersOf(nodes: readonly Profiler.ProfileNode[]): ReadonlyMap<number, Owner> {
  const owners = new Map<number, Owner>();
  const callers = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) callers.set(child, id);
  for (const { id, callFrame } of nodes) {
    const { url, functionName } = callFrame;
    const caller = owners.get(callers.get(id) ?? -1);
    const name = functionName === '' ? '(anonymous)' : functionName;
    if (url !== '') owners.set(id, { part: partOf(url), name: `${name} ${partOf(url)}` });
    else if (caller === undefined || functionName.startsWith('(')) owners.set(id, { part: name, name });
    else owners.set(id, { part: caller.part, name: `${name} for ${caller.name}` });
  }
  return owners;
}

/** `engine/signals` for a file in src/main/engine/signals or below. */
function partOf(url: string): string {
  const own = /\/src\/(?:main\/)?(\w+(?:\/[\w-]+)?)/.exec(url)?.[1]?.replace(/\.ts$/, '');
  if (own !== undefined && !url.includes('/node_modules/')) return own;
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (dependency !== undefined) return dependency;
  return url.startsWith('node:') ? 'node' : 'bench';
}

function largestFirst(micros: ReadonlyMap<string, number>): [string, number][] {
  return [...micros].toSorted(([, a], [, b]) => b - a);
}

/** How the figures change with the size of the desk, as tables for docs/performance.md. */
import { inEngineThread } from '../engine/inEngineThread.ts';
import { inFolder } from '../inFolder.ts';
import { fillStore } from '../large/fillStore.ts';
import { machine, versions } from '../machine.ts';

export interface CurveSizes {
  readonly workingOrders: readonly number[];
  readonly events: readonly number[];
  readonly subscribers: readonly number[];
  readonly warmUpOrders: number;
  readonly timedOrders: number;
}

const barWidth = 30;

/** `tell` is called before each point, with its name. */
export async function drawCurves(
  parent: string,
  sizes: CurveSizes,
  tell: (point: string) => void,
): Promise<string> {
  const { cpu, cores, load } = machine();
  const { node, sqlite } = versions();
  const on = `${cores} cores of ${cpu}, Node ${node}, SQLite ${sqlite}, load ${load.toFixed(1)} at the beginning.`;
  const working = await throughputs(parent, sizes, tell, sizes.workingOrders, (workingOrders) => ({
    name: `${workingOrders} working orders`,
    workingOrders,
    subscribers: 0,
  }));
  const subscribers = await throughputs(parent, sizes, tell, sizes.subscribers, (count) => ({
    name: `${count} subscribers`,
    workingOrders: 0,
    subscribers: count,
  }));
  const starts = await startTimes(parent, sizes.events, tell);
  return [
    on,
    curveTable('working orders', 'orders a second', working),
    curveTable('subscribers', 'orders a second', subscribers),
    curveTable('events', 'ms from the start to the first query', starts),
  ].join('\n\n');
}

interface Point {
  readonly at: number;
  readonly value: number;
}

async function throughputs(
  parent: string,
  { warmUpOrders, timedOrders }: CurveSizes,
  tell: (point: string) => void,
  at: readonly number[],
  loadOf: (at: number) => { name: string; workingOrders: number; subscribers: number },
): Promise<readonly Point[]> {
  const points: Point[] = [];
  for (const x of at) {
    const { name, ...load } = loadOf(x);
    tell(name);
    const { ordersPerSecond } = await inFolder(parent, (folder) =>
      inEngineThread({ kind: 'throughput', limits: 'few', folder, warmUpOrders, timedOrders, ...load }),
    );
    points.push({ at: x, value: ordersPerSecond });
  }
  return points;
}

async function startTimes(
  parent: string,
  events: readonly number[],
  tell: (point: string) => void,
): Promise<readonly Point[]> {
  const points: Point[] = [];
  for (const at of events) {
    tell(`${at} events`);
    const value = await inFolder(parent, async (folder) => {
      // A hundredth of the orders works at the venue.
      await fillStore(folder, { events: at, workingOrders: Math.ceil(at / 500) });
      await inEngineThread({ kind: 'start', folder, replay: true });
      return inEngineThread({ kind: 'start', folder, replay: false });
    });
    points.push({ at, value });
  }
  return points;
}

function curveTable(x: string, y: string, points: readonly Point[]): string {
  const largest = Math.max(...points.map(({ value }) => value));
  const rows = points.map(({ at, value }) => {
    const bar = '█'.repeat(Math.max(1, Math.round((value / largest) * barWidth)));
    return `| ${at.toLocaleString('en')} | ${Math.round(value).toLocaleString('en')} | ${bar} |`;
  });
  return [`| ${x} | ${y} | |`, '| ---: | ---: | --- |', ...rows].join('\n');
}

/** The figures of many desks and many consoles as tables, and what they say. */
import { loadavg } from 'node:os';
import { machine, versions } from '../machine.ts';
import type { ConsolesPoint, EnginesPoint, Scale } from './measureScale.ts';

/** Load of the machine before the first engine started. */
export const loadBefore = loadavg()[0] ?? 0;

export function scaleTables({ engines, consoles }: Scale, ordersPerSecond: number): string {
  const { cpu, cores } = machine();
  const { node, sqlite } = versions();
  return [
    `${cores} cores of ${cpu}, Node ${node}, SQLite ${sqlite}, load ${loadBefore.toFixed(1)} at the beginning. Engines, venues, producer and consoles all ran on it.`,
    `Latencies are milliseconds from the moment a signal was due to its acknowledgement, at ${ordersPerSecond} orders a second in all. Processor time is in cores: of the engines while they take all they can, and of the watched one at that rate. Memory is what is resident right after as many orders as the engines take.`,
    table(
      [
        'engines',
        'orders a second in all',
        'p50',
        'p99',
        'MB an engine',
        'MB a venue',
        'cores: deciding',
        'busiest other thread',
        'engines in all',
      ],
      engines.map(engineCells),
    ),
    table(
      [
        'consoles on one engine',
        'p50',
        'p99',
        'cores: deciding',
        'engine in all',
        'messages a second each',
        'kB a second each',
      ],
      consoles.map(consoleCells),
    ),
    doubledWords(consoles),
  ].join('\n\n');
}

function engineCells(point: EnginesPoint): readonly string[] {
  const { engines, ordersPerSecond, p50, p99, engineMegabytes, venueMegabytes, saturated } = point;
  return [
    String(engines),
    String(Math.round(ordersPerSecond)),
    p50.toFixed(1),
    p99.toFixed(1),
    engineMegabytes.toFixed(0),
    venueMegabytes.toFixed(0),
    saturated.mainThread.toFixed(2),
    saturated.busiestOther.toFixed(2),
    saturated.whole.toFixed(2),
  ];
}

function consoleCells(point: ConsolesPoint): readonly string[] {
  const { consoles, p50, p99, share, messagesPerSecond, kilobytesPerSecond } = point;
  return [
    String(consoles),
    p50.toFixed(1),
    p99.toFixed(1),
    share.mainThread.toFixed(2),
    share.whole.toFixed(2),
    messagesPerSecond.toFixed(0),
    kilobytesPerSecond.toFixed(0),
  ];
}

/** How many consoles watch before p99 has doubled, among the numbers that were measured. */
function doubledWords(consoles: readonly ConsolesPoint[]): string {
  const [alone] = consoles;
  if (alone === undefined) return '';
  const doubled = consoles.find(({ p99 }) => p99 > 2 * alone.p99);
  if (doubled === undefined) {
    return `The p99 without a console did not double with ${consoles.at(-1)?.consoles} consoles, the most that were measured.`;
  }
  const before = consoles[consoles.indexOf(doubled) - 1]?.consoles ?? 0;
  return `With ${before} consoles the p99 without one has not doubled, with ${doubled.consoles} it has.`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---:')), ...rows.map(line)].join('\n');
}

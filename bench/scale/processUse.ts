/** What processes use, as the system counts it: memory, and the time of each thread. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** The system counts processor time in hundredths of a second. */
const ticksPerSecond = 100;

export interface Use {
  readonly memoryBytes: number;
  /** Seconds of processor time so far. */
  readonly seconds: number;
  /** The same of its main thread, on which an engine decides. */
  readonly mainThreadSeconds: number;
  /** The same of the busiest other thread. */
  readonly otherThreads: ReadonlyMap<string, number>;
}

export function useOf(pid: number): Use {
  const threads = readdirSync(`/proc/${pid}/task`).map((id) => ({
    id,
    seconds: secondsIn(readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8')),
  }));
  const others = threads.filter(({ id }) => id !== String(pid));
  return {
    memoryBytes: residentBytes(pid),
    seconds: threads.reduce((sum, { seconds }) => sum + seconds, 0),
    mainThreadSeconds: threads.find(({ id }) => id === String(pid))?.seconds ?? 0,
    otherThreads: new Map(others.map(({ id, seconds }) => [id, seconds])),
  };
}

/** The processes that it has started: an engine's venue. */
export function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

export interface Share {
  /** Shares of one core. */
  readonly mainThread: number;
  readonly busiestOther: number;
  readonly whole: number;
}

/** What a process used between two looks, as shares of one core. */
export function shareBetween(before: Use, after: Use, elapsedMs: number): Share {
  const share = (seconds: number): number => seconds / (elapsedMs / 1_000);
  const others = [...after.otherThreads].map(([id, seconds]) => seconds - (before.otherThreads.get(id) ?? 0));
  return {
    mainThread: share(after.mainThreadSeconds - before.mainThreadSeconds),
    busiestOther: share(Math.max(0, ...others)),
    whole: share(after.seconds - before.seconds),
  };
}

function residentBytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? 0) * 1_024;
}

/** User and system time are the 14th and 15th field; the name in parentheses may hold blanks. */
function secondsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

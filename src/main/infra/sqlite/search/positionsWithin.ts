/** Finds the positions that a search within a range of times has to look at, without reading all events. */
import type Database from 'better-sqlite3';
import type { EventSearchQuery } from '../../../engine/queries/eventSearch.ts';

export interface PositionRange {
  readonly first: number;
  /** The last position; below `first` when nothing can match. */
  readonly last: number;
  /** The last position of the store. */
  readonly head: number;
}

type Bounds = Pick<EventSearchQuery, 'timeFrom' | 'timeTo' | 'afterPosition' | 'beforePosition'>;

/**
 * The positions within the range of times. Where the clock was set back they may include some outside it, but none
 * within it is left out.
 */
export function positionsWithin(database: Database.Database, query: Bounds): PositionRange {
  const head = database.prepare<[], number>('SELECT max(position) FROM events').pluck().get() ?? 0;
  const last = Math.min(head, (query.beforePosition ?? head + 1) - 1);
  const { timeFrom, timeTo, afterPosition = 0 } = query;
  const least = afterPosition + 1;
  if ((timeFrom === undefined && timeTo === undefined) || last < least) return { first: least, last, head };
  const timeAt = database.prepare<[number], string>('SELECT time FROM events WHERE position = ?').pluck();
  const isAtLeast = (time: string) => (position: number) => (timeAt.get(position) ?? '') >= time;
  const runs = runsOf(database, last);
  return {
    first: timeFrom === undefined ? least : Math.max(least, firstFrom(runs, isAtLeast(timeFrom), last)),
    last: timeTo === undefined ? last : lastBefore(runs, isAtLeast(timeTo)),
    head,
  };
}

type Run = readonly [start: number, end: number];

/** Gives the runs of positions in which time does not decrease. */
function runsOf(database: Database.Database, last: number): Run[] {
  const steps = database
    .prepare<[number], number>('SELECT position FROM clock_steps WHERE position <= ? ORDER BY position')
    .pluck()
    .all(last);
  const starts = [1, ...steps.filter((step) => step > 1)];
  return starts.map((start, index) => [start, (starts[index + 1] ?? last + 1) - 1]);
}

function firstFrom(runs: readonly Run[], isAtLeast: (position: number) => boolean, last: number): number {
  const run = runs.find(([, end]) => isAtLeast(end));
  return run === undefined ? last + 1 : bisect(run, isAtLeast);
}

function lastBefore(runs: readonly Run[], isAtLeast: (position: number) => boolean): number {
  const run = runs.findLast(([start]) => !isAtLeast(start));
  return run === undefined ? 0 : bisect(run, isAtLeast) - 1;
}

/** The first position of the run for which `holds` is true; the position after the run when it is true for none. */
function bisect([start, end]: Run, holds: (position: number) => boolean): number {
  let low = start;
  let high = end + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A stretch of time until now, by its name. */
export const periods = ['quarter', 'hour', 'today'] as const;
export type Period = (typeof periods)[number];

export const periodWords: Readonly<Record<Period, string>> = {
  quarter: 'Last 15 minutes',
  hour: 'Last hour',
  today: 'Today, UTC',
};

/** A period whose beginning is fixed: what was in it stays in it while somebody looks. */
export interface Since {
  readonly period: Period;
  /** UTC text as in the rows. */
  readonly from: string;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

export function sinceOf(period: Period, nowMs: number): Since {
  const fromMs: Readonly<Record<Period, number>> = {
    quarter: nowMs - 15 * minuteMs,
    hour: nowMs - 60 * minuteMs,
    today: nowMs - (nowMs % dayMs),
  };
  // With microseconds, as in the rows.
  return { period, from: `${new Date(fromMs[period]).toISOString().slice(0, -1)}000Z` };
}

/** Gives `Since 13:05:12 UTC`, and for a whole day its date. */
export function sinceWords({ period, from }: Since): string {
  return period === 'today' ? `Since ${from.slice(0, 10)} UTC` : `Since ${from.slice(11, 19)} UTC`;
}

/** The lines of a chart. */
import type { ChartPoint } from './metricsWindow.ts';

export interface Series {
  readonly key: keyof ChartPoint;
  readonly label: string;
  readonly color: 'info' | 'sell' | 'ok' | 'warn';
  readonly area?: boolean;
}

/** Whether some point has a value of a series; where none has, there is nothing to draw. */
export function hasValues(points: readonly ChartPoint[], series: readonly Series[]): boolean {
  return points.some((point) => series.some(({ key }) => point[key] !== null));
}

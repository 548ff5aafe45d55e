/** One line of a chart. */
import type { ChartPoint } from './metricsWindow.ts';

export interface Series {
  readonly key: keyof ChartPoint;
  readonly label: string;
  readonly color: 'info' | 'sell' | 'ok' | 'warn';
  readonly area?: boolean;
}

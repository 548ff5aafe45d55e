/** The prices of one day, in ticks. */
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';

export interface PriceBar {
  /** 00:00 UTC of the day. */
  readonly date: EpochMicros;
  readonly openTicks: number;
  readonly highTicks: number;
  readonly lowTicks: number;
  readonly closeTicks: number;
}

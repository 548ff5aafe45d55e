/** The place of the event that an alert follows from. */
import type { StreamId } from '../../../shared/kernel/ids.ts';

/** Where an event stands in the store. */
export interface EventPlace {
  readonly streamId: StreamId;
  /** Position of the event in the whole store. */
  readonly position: number;
}

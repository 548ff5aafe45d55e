/** What a simulated venue has to say, whichever way it is spoken to. */
import type { VenueReport } from '../../engine/ports.ts';

/** That its day is over is said only over FIX. */
export type ExchangeReport =
  | VenueReport
  | (Pick<Extract<VenueReport, { type: 'expired' }>, 'clientOrderId' | 'venueTime'> & {
      readonly type: 'done_for_day';
    });

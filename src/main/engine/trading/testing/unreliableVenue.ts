/** A scripted venue whose cancels go wrong, and whose line goes down and comes back. */
import type { Decimal } from '../../../../shared/kernel/decimal.ts';
import type { ClientOrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import type { CancelRequest, Clock, Scheduler, VenueListener } from '../../ports.ts';
import { ScriptedVenue } from '../../../simulation/testing/scriptedVenue.ts';

/** What becomes of a cancel. */
export type CancelFate =
  | 'confirmed'
  /** It never arrives, and nobody says so. */
  | 'lost'
  /** The venue cancels, and its report never arrives. */
  | 'report_lost'
  /** The venue does it only after five seconds. */
  | 'late'
  | 'refused';

const lateMs = 5_000;

export class UnreliableVenue extends ScriptedVenue {
  /** Says what becomes of each cancel; `attempt` counts from 1 for each order. */
  fate: (clientOrderId: ClientOrderId, attempt: number) => CancelFate = () => 'confirmed';
  /** Hears of every order at the moment it is sent. */
  onSubmit: (terms: OrderTerms) => void = () => undefined;
  /** Every cancel that was sent. */
  readonly cancels: ClientOrderId[] = [];
  private readonly time: Clock & Scheduler;
  private heard: VenueListener | undefined;

  constructor(id: VenueId, time: Clock & Scheduler, price: Decimal) {
    super(id, time, price);
    this.time = time;
  }

  override async connect(listener: VenueListener) {
    this.heard = listener;
    return super.connect(listener);
  }

  override async submit(terms: OrderTerms, clientOrderId: ClientOrderId) {
    this.onSubmit(terms);
    return super.submit(terms, clientOrderId);
  }

  override async cancel(request: CancelRequest): Promise<void> {
    if (!this.connected) return super.cancel(request);
    const { clientOrderId } = request;
    this.cancels.push(clientOrderId);
    const attempt = this.cancels.filter((one) => one === clientOrderId).length;
    const fate = this.fate(clientOrderId, attempt);
    if (fate === 'late') {
      this.time.after(lateMs, () => {
        // What is on a line that goes down is lost.
        if (this.connected) void super.cancel(request);
      });
    } else if (fate === 'refused') {
      const venueTime = this.time.now();
      this.heard?.onReport({ type: 'cancel_rejected', clientOrderId, venueTime, code: '0', reason: 'busy' });
    } else if (fate === 'confirmed') {
      await super.cancel(request);
    } else {
      this.requests = fate === 'lost' ? 'lose_request' : 'lose_outcome';
      await super.cancel(request);
      this.requests = 'take';
    }
  }
}

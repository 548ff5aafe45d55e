/** What must hold for orders in doubt: why an order gets in doubt, and which proof ends the doubt. */
import type { ClientOrderId, OrderId } from '../../../shared/kernel/ids.ts';
import type { OrderState } from '../../domain/order/orderState.ts';
import { decidedMs } from './decidedMs.ts';
import type { OrderEvent } from './ledger.ts';
import type { Clock } from '../../engine/ports.ts';
import type { Report } from './violation.ts';

/** How often in a row, on record, a venue must answer "unknown" before the answer proves anything. */
const proofsMin = 3;

export class Doubts {
  private readonly report: Report;
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Submissions whose answer has reached the waiting process, with the time. */
  private readonly answered = new Map<ClientOrderId, number>();

  /** How often in a row the venue has said on record that it does not know an order. */
  private readonly unknowns = new Map<OrderId, number>();

  constructor(clock: Pick<Clock, 'monotonicMs'>, report: Report) {
    this.clock = clock;
    this.report = report;
  }

  answerCame(clientOrderId: ClientOrderId): void {
    this.answered.set(clientOrderId, this.clock.monotonicMs());
  }

  /** A dead process never reads what lay in its sockets. */
  onDeath(): void {
    this.answered.clear();
  }

  onOrder(event: OrderEvent, before: OrderState): void {
    if (before.status === 'none') return;
    const { clientOrderId, terms } = before;
    const answeredMs = clientOrderId && this.answered.get(clientOrderId);
    if (event.type === 'OrderInDoubt' && answeredMs !== undefined) {
      const { reason } = event.data;
      // At the very moment in which its time was over, either may be the first; and the disk may have taken a while.
      if (decidedMs(event) <= answeredMs || !reason.startsWith('no answer from')) return;
      this.report('answered_is_not_in_doubt', `${terms.orderId}: ${reason}, and its answer was there`);
    }
    if (event.type === 'OrderInquired') {
      const said = this.unknowns.get(terms.orderId) ?? 0;
      this.unknowns.set(terms.orderId, event.data.answer === 'unknown_order' ? said + 1 : 0);
    }
    if (event.type !== 'OrderRejected' || event.data.evidence !== 'reconciliation') return;
    const said = this.unknowns.get(terms.orderId) ?? 0;
    if (event.data.code !== 'never_received' || said >= proofsMin) return;
    const detail = `${terms.orderId} is settled as never received, and the venue said so ${said} times in a row`;
    this.report('unknown_is_said_thrice', detail);
  }
}

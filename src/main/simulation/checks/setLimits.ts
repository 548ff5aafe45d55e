/** The limits that the operator sets in a run: no order may be on record behind one that it does not keep. */
import { decimal, formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderEventData } from '../../domain/order/orderEvents.ts';
import { limitFromRecord } from '../../domain/risk/limitRecord.ts';
import { limitOf, type Limit } from '../../domain/risk/limits.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { OrderEvent } from './ledger.ts';
import type { Report } from './violation.ts';

const name = 'orderQuantityMax';
const rule = 'max_order_quantity';

export class SetLimits {
  private readonly report: Report;
  /** By scope. */
  private readonly limits = new Map<string, Limit>();
  /** By signal, when its override ends. */
  private readonly overrides = new Map<string, string>();

  constructor(report: Report) {
    this.report = report;
  }

  onOther(event: StoredEvent): void {
    if (event.type === 'RiskOverrideGranted') this.overrides.set(event.data.signalId, event.data.expiresAt);
    if (event.type !== 'RiskLimitChanged') return;
    const { limit: changed, scope, to } = event.data;
    const limit = to && changed === name ? limitOf(name, scope, limitFromRecord(to)) : undefined;
    if (limit === undefined) this.limits.delete(scope);
    else this.limits.set(scope, limit);
  }

  onOrder(event: OrderEvent): void {
    if (event.type !== 'OrderCreated') return;
    const { terms } = event.data;
    const limit = this.limits.get(`account:${terms.account}`);
    // The exits of a bracket close what their entry filled.
    if (limit === undefined || terms.parent !== undefined) return;
    const quantity = decimal(terms.quantity);
    if (isBeyond(quantity, limit.hard)) {
      this.tell(event.data, `beyond the hard limit ${formatDecimal(limit.hard)} of ${limit.scope}`);
    } else if (
      isBeyond(quantity, limit.soft) &&
      terms.killId === undefined &&
      !this.isOverridden(event.data)
    ) {
      this.tell(
        event.data,
        `beyond the soft limit ${formatDecimal(limit.soft)} of ${limit.scope}, by no override`,
      );
    }
  }

  private isOverridden({ terms, risk }: OrderEventData['OrderCreated']): boolean {
    const given = this.overrides.get(terms.signalId);
    return risk.rules.some(
      (row) => row.rule === rule && given !== undefined && row.override?.expiresAt === given,
    );
  }

  private tell({ terms }: OrderEventData['OrderCreated'], why: string): void {
    this.report('within_set_limits', `${terms.orderId} of ${terms.quantity} is ${why}`);
  }
}

function isBeyond(quantity: Decimal, limit: Decimal | undefined): limit is Decimal {
  return limit !== undefined && quantity > limit;
}

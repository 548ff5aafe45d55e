/** What a limit would say about the working orders if it were in force. Working orders stay as they are. */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { Order } from '../../domain/order/orderState.ts';
import { limitOf, type LimitName, type LimitSetting } from '../../domain/risk/limits.ts';
import { formatTradingScope, scopeCovers, type TradingScope } from '../../domain/trading/tradingScope.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';
import type { RiskManager } from './riskManager.ts';

export interface LimitPreview {
  /** How many working orders are in the scope; exits of brackets, which no limit judges, are left out. */
  readonly orders: number;
  /** How many of them were compared with the limit: the oldest ones. */
  readonly compared: number;
  /** Orders that the limit would deny if they were new, oldest first. */
  readonly denied: readonly { readonly orderId: OrderId; readonly message: string }[];
}

export interface PreviewDependencies {
  readonly live: Pick<LiveOrders, 'all'>;
  readonly risk: Pick<RiskManager, 'compare'>;
  readonly handler: { order(orderId: OrderId): Promise<Order | undefined> };
}

/** The most orders that are compared: each takes about ten microseconds of the engine's thread. */
const comparedMax = 1_000;

export async function previewLimit(
  { live, risk, handler }: PreviewDependencies,
  name: LimitName,
  scope: TradingScope,
  setting: LimitSetting,
): Promise<LimitPreview> {
  const inScope = [...live.all()].filter((row) => row.parentOrderId === undefined && scopeCovers(scope, row));
  const limit = limitOf(name, formatTradingScope(scope), setting);
  const compared = inScope.slice(0, comparedMax);
  const denied: { orderId: OrderId; message: string }[] = [];
  if (limit !== undefined) {
    for (const { orderId } of compared) {
      const order = await handler.order(orderId);
      const result = order && risk.compare(order, limit);
      if (result?.verdict === 'deny') denied.push({ orderId, message: result.message ?? result.rule });
    }
  }
  return { orders: inScope.length, compared: compared.length, denied };
}

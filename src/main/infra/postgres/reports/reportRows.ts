/** The rows of the reporting tables, as JSON that PostgreSQL turns into its own types. */
import { describeRefusals, type Refusal } from '../../../../shared/kernel/refusal.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import type { SignalView } from '../../../engine/readmodel/signals/signalView.ts';
import type { orderColumns, signalColumns } from '../reportTables.ts';

type Value = string | number | boolean | object | undefined;
type OrderReportRow = Readonly<Record<keyof typeof orderColumns, Value>>;
type SignalReportRow = Readonly<Record<keyof typeof signalColumns, Value>>;

/** Rows of orders and of signals, ready for a statement. */
export interface ReportRows {
  readonly orders: string;
  readonly signals: string;
}

export function reportRows(orders: Iterable<OrderView>, signals: Iterable<SignalView>): ReportRows {
  return { orders: asJson(Array.from(orders, orderRow)), signals: asJson(Array.from(signals, signalRow)) };
}

/** PostgreSQL has no text with a NUL or with half of a surrogate pair, which a note from outside may have. */
const notInPostgres = /[\0\p{Surrogate}]/gu;

function asJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(notInPostgres, '\uFFFD') : value,
  );
}

function orderRow(view: OrderView): OrderReportRow {
  return {
    order_id: view.orderId,
    signal_id: view.signalId,
    client_order_id: view.clientOrderId,
    venue_order_id: view.venueOrderId,
    parent_order_id: view.parentOrderId,
    role: view.role,
    account: view.account,
    strategy: view.strategy,
    venue: view.venue,
    symbol: view.symbol,
    side: view.side,
    order_type: view.orderType,
    time_in_force: view.timeInForce,
    good_till: view.goodTill,
    quantity: view.quantity,
    multiplier: view.multiplier ?? '1',
    reduce_only: view.reduceOnly ?? false,
    limit_price: view.limitPrice,
    stop_price: view.stopPrice,
    take_profit: view.takeProfit,
    stop_loss: view.stopLoss,
    filled_quantity: view.filledQuantity,
    leaves_quantity: view.leavesQuantity,
    filled_notional: view.filledNotional,
    average_price: view.averagePrice,
    executions: view.executions,
    revisions: view.revisions ?? 0,
    status: view.status,
    resume: view.resume,
    replacing: view.replacing ?? false,
    reason_code: view.reasonCode,
    reason: view.reason,
    overfilled_by: view.overfilledBy,
    closed_elsewhere: view.closedElsewhere,
    settled_by: view.settledBy,
    unconfirmed: view.unconfirmed ?? 0,
    set_aside: view.setAside,
    external: view.external ?? false,
    unanswered_since: view.unansweredSince,
    inquiries: view.inquiries,
    created_at: view.createdAt,
    submitted_at: view.submittedAt,
    acknowledged_at: view.acknowledgedAt,
    updated_at: view.updatedAt,
    acknowledge_ms: view.acknowledgeMs,
    created_position: view.createdPosition,
    position: view.position,
    version: view.version,
  };
}

function signalRow({ signal, outcome, ...view }: SignalView): SignalReportRow {
  const reasons: readonly Refusal[] = 'reasons' in outcome ? outcome.reasons : [];
  return {
    signal_id: view.signalId,
    order_id: view.orderId,
    actor: view.actor,
    origin: view.origin,
    source: signal?.source,
    strategy: signal?.strategy,
    account: signal?.account,
    venue: signal?.venue,
    symbol: signal?.symbol,
    side: signal?.side,
    order_type: signal?.orderType,
    time_in_force: signal?.timeInForce,
    quantity: signal?.quantity,
    limit_price: signal?.limitPrice,
    stop_price: signal?.stopPrice,
    target_price: signal?.targetPrice,
    take_profit: signal?.takeProfit,
    stop_loss: signal?.stopLoss,
    confidence: signal?.confidence,
    reduce_only: signal && (signal.reduceOnly ?? false),
    expires_at: signal?.expiresAt,
    good_till: signal?.goodTill,
    created_at: signal?.createdAt,
    note: signal?.note,
    fate: outcome.fate,
    decided_at: 'decidedAt' in outcome ? outcome.decidedAt : undefined,
    reason_codes: reasons.map(({ code }) => code),
    reason: reasons.length === 0 ? undefined : describeRefusals(reasons),
    reasons: reasons.length === 0 ? undefined : reasons,
    raw: view.raw,
    received_at: view.receivedAt,
    received_position: view.receivedPosition,
    position: view.position,
    set_aside: view.setAside,
  };
}

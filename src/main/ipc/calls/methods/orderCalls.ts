/** Queries on orders, and cancels and amends of them. */
import type { Amendment, ApiOutput, OrderDetail, RequestResult } from '../../../../shared/contract/api.ts';
import type { Reply } from '../../../../shared/contract/faults.ts';
import type { RiskDecisionView } from '../../../../shared/contract/signals.ts';
import { parseOrderId, type OrderId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import { activeStatuses, type ReplaceTerms } from '../../../domain/order/orderState.ts';
import type { Engine } from '../../../engine/assembly/engine.ts';
import type { OperatorContext } from '../../../engine/operatorContext.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import { eventView } from '../../views/eventView.ts';
import { failed, replied } from '../../views/faultView.ts';
import { orderQueryOf } from '../../views/orderQueryOf.ts';
import { dryRunView, riskView } from '../../views/riskView.ts';
import type { CallContext, Handlers } from '../handlers.ts';
import { typedDecimal } from './typedDecimal.ts';

type Methods =
  | 'queryOrders'
  | 'getOrder'
  | 'getOrderAt'
  | 'getStatistics'
  | 'getOrderLines'
  | 'cancelOrders'
  | 'amendOrders'
  | 'dryRunAmend'
  | 'dryRunAmends';

export function orderCalls(context: CallContext): Handlers<Methods> {
  const { engine } = context.runtime;
  return {
    queryOrders: async (query) => {
      const asked = orderQueryOf(query);
      const isOpen = asked.filter?.statuses?.every((status) => activeStatuses.includes(status)) === true;
      const page = isOpen ? engine.queries.getOpenOrders(asked) : await engine.queries.getOrderHistory(asked);
      return replied({ rows: [...page.rows], total: page.total });
    },
    getOrder: ({ orderId }) => orderDetail(engine.queries, orderId),
    getOrderAt: async ({ orderId: text, position }) => {
      const orderId = parseOrderId(text);
      const order = orderId && (await engine.queries.getOrderAt(orderId, position));
      return replied({ ...(order !== undefined && { order }) });
    },
    getStatistics: async ({ symbol }) => {
      const { position: _asOf, ...statistics } = await engine.queries.getStatistics(symbol);
      return replied({ ...statistics, byStatus: { ...statistics.byStatus } });
    },
    getOrderLines: async ({ filter }) => {
      const { lines, position } = await engine.queries.getOrderLines(orderQueryOf({ filter }).filter ?? {});
      return replied({ lines: lines.map((line) => ({ ...line })), position });
    },
    cancelOrders: async ({ orderIds, reason }) => {
      const operator: OperatorContext = { actor: context.actor, reason };
      // All requests start at once, so that they share commits. The guard keeps their order.
      const results = await Promise.all(
        [...new Set(orderIds)].map((text) =>
          requested(text, (orderId) => engine.orders.cancel(orderId, operator)),
        ),
      );
      return replied({ results });
    },
    dryRunAmend: async (amendment) => {
      const orderId = parseOrderId(amendment.orderId);
      if (orderId === undefined) return replied({ refusals: [unknownOrder(amendment.orderId)] });
      const terms = replaceTermsOf(amendment);
      if (!terms.ok) return replied({ refusals: [{ ...terms.error }] });
      const { refusals, risk } = await engine.orders.dryRunAmend(orderId, terms.value);
      return replied(dryRunView(refusals, risk));
    },
    dryRunAmends: async ({ amendments }) => replied({ results: await dryRunsOf(engine, amendments) }),
    amendOrders: async ({ amendments, reason }) => {
      const operator: OperatorContext = { actor: context.actor, reason };
      const results = await Promise.all(
        amendments.map((amendment) =>
          requested(amendment.orderId, async (orderId) => {
            const terms = replaceTermsOf(amendment);
            return terms.ok ? engine.orders.amend(orderId, terms.value, operator) : terms;
          }),
        ),
      );
      return replied({ results });
    },
  };
}

async function orderDetail(queries: Engine['queries'], text: string): Promise<Reply<ApiOutput<'getOrder'>>> {
  const orderId = parseOrderId(text);
  const order = orderId && (await queries.findOrder(orderId));
  if (orderId === undefined || order === undefined) {
    const message = `There is no order ${text}.`;
    return failed({ code: 'order_unknown', message, details: { orderId: text } });
  }
  const events = await queries.getOrderEvents(orderId);
  const risk = riskOf(events);
  return replied({
    order,
    children: [...(await queries.getChildOrders(orderId))],
    events: events.map(eventView),
    ...(risk !== undefined && { risk }),
    amendRisks: amendRisksOf(events),
  });
}

/** Amends that can't be read are refused one by one. The engine judges the others together. */
async function dryRunsOf(
  engine: Pick<Engine, 'orders'>,
  amendments: readonly Amendment[],
): Promise<ApiOutput<'dryRunAmends'>['results']> {
  const read = amendments.map((amendment) => {
    const orderId = parseOrderId(amendment.orderId);
    if (orderId === undefined) return err(unknownOrder(amendment.orderId));
    const change = replaceTermsOf(amendment);
    return change.ok ? ok({ orderId, change: change.value }) : change;
  });
  const judged = await engine.orders.dryRunAmends(read.flatMap((one) => (one.ok ? [one.value] : [])));
  let next = 0;
  return read.map((one, index) => {
    const refusals = one.ok ? (judged[next++]?.refusals ?? []) : [one.error];
    return {
      orderId: amendments[index]?.orderId ?? '',
      refusals: refusals.map((refusal) => ({ ...refusal })),
    };
  });
}

async function requested(
  text: string,
  request: (orderId: OrderId) => Promise<Result<void, Refusal>>,
): Promise<RequestResult> {
  const orderId = parseOrderId(text);
  if (orderId === undefined) {
    return { orderId: text, requested: false, refusal: unknownOrder(text) };
  }
  const result = await request(orderId);
  return result.ok
    ? { orderId, requested: true }
    : { orderId, requested: false, refusal: { ...result.error } };
}

function unknownOrder(text: string): { code: string; message: string; actual: string } {
  return { code: 'order_unknown', message: `There is no order ${text}.`, actual: text };
}

/** Turns the text that an operator typed into exact numbers. */
function replaceTermsOf(amendment: Amendment): Result<ReplaceTerms, Refusal> {
  const terms: Record<string, unknown> = {};
  for (const field of ['quantity', 'limitPrice', 'stopPrice'] as const) {
    const text = amendment[field];
    if (text === undefined) continue;
    const parsed = typedDecimal(field, text);
    if (!parsed.ok) return parsed;
    terms[field] = parsed.value;
  }
  return ok(terms);
}

/** The risk decision with which the order was made or denied. */
function riskOf(events: readonly StoredEvent[]): RiskDecisionView | undefined {
  for (const event of events) {
    if (event.type === 'OrderCreated') return riskView(event.data.risk);
    if (event.type === 'OrderDenied' && event.data.risk !== undefined) return riskView(event.data.risk);
  }
  return undefined;
}

function amendRisksOf(events: readonly StoredEvent[]): OrderDetail['amendRisks'] {
  return events.flatMap((event) => {
    if (event.type !== 'OrderReplaceRequested' && event.type !== 'OrderReplaceDenied') return [];
    const { risk } = event.data;
    const denied = event.type === 'OrderReplaceDenied';
    return risk === undefined ? [] : [{ time: formatMicros(event.time), denied, risk: riskView(risk) }];
  });
}

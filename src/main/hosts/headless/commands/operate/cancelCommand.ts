/** `desk cancel`: asks the venues to cancel orders, and waits for the outcomes. */
import { tell, type Call } from '../../desk/call.ts';
import { operatingCommand, seconds, symbolName, type OperatingOptions } from '../commandLine.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api, RequestResult } from '../../../../../shared/contract/api.ts';
import type { Ticker } from '../../../../../shared/kernel/ids.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import type { OrderView } from '../../../../../shared/contract/orders.ts';
import { exitCode, UsageError } from '../../terminal/exitCode.ts';
import { onDesk } from '../../desk/reachDesk.ts';
import { activeStatuses } from '../../../../domain/order/orderState.ts';
import { ordersById, ordersWhere } from './selectOrders.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';

/** The orders to cancel: named ones, all open orders of a symbol, or all open orders. */
type OrderSelection =
  | { readonly orderIds: readonly string[] }
  | { readonly symbol: Ticker }
  | { readonly all: true };

const idsPerCall = 1_000;
const pollMs = 100;

interface Options extends OperatingOptions {
  readonly symbol?: Ticker;
  readonly all?: boolean;
  readonly timeout: number;
}

/**
 * Exit code 1 when an order is not canceled at the end: it was filled before, the cancel was refused, or no answer
 * came.
 */
export const cancelCommand = operatingCommand({
  name: 'cancel',
  about: 'cancel orders, and wait for what becomes of them',
  declare: (command) =>
    command
      .argument('[orders...]', 'ids of the orders')
      .option('--symbol <symbol>', 'all open orders in this symbol', symbolName)
      .option('--all', 'all open orders')
      .option('--timeout <seconds>', 'how long to wait for the answers of the venues', seconds, 10),
  async work(call: Call, orderIds: string[], { symbol, all, timeout, reason }: Options) {
    const selection = selectionOf(orderIds, symbol, all === true);
    return onDesk(
      call,
      async (api) => {
        const outcomes = await cancelSelected(api, selection, reason, timeout * 1_000);
        if (!outcomes.ok) return outcomes;
        for (const outcome of outcomes.value) await tell(call, outcome, sentenceOf(outcome));
        const canceled = outcomes.value.filter(({ after }) => after === 'canceled').length;
        call.io.note(`desk: ${canceled} of ${counted(outcomes.value.length, 'order')} canceled`);
        return canceled === outcomes.value.length ? exitCode.done : exitCode.no;
      },
      timeout * 1_000,
    );
  },
});

function selectionOf(orderIds: readonly string[], symbol: Ticker | undefined, all: boolean): OrderSelection {
  if (orderIds.length > 0 && symbol === undefined && !all) return { orderIds };
  if (orderIds.length === 0 && symbol !== undefined && !all) return { symbol };
  if (orderIds.length === 0 && symbol === undefined && all) return { all };
  throw new UsageError('name the orders, or one of --symbol and --all');
}

interface CancelOutcome {
  readonly orderId: string;
  readonly symbol: string;
  readonly side: string;
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly before: string;
  readonly after: string;
  /** Why the engine did not send the request. */
  readonly refusal?: RequestResult['refusal'];
  /** Why an order that the request was sent for is not canceled. */
  readonly why?: string;
}

async function cancelSelected(
  api: Api,
  selection: OrderSelection,
  reason: string,
  timeoutMs: number,
): Promise<Reply<CancelOutcome[]>> {
  // A caller without the right is refused, and that is recorded, even where there is nothing to cancel.
  const admitted = await api.cancelOrders({ orderIds: [], reason });
  if (!admitted.ok) return admitted;
  const before = await selected(api, selection);
  if (!before.ok) return before;
  const ids = before.value.map(({ orderId }) => orderId);
  const results = new Map<string, RequestResult>();
  for (let at = 0; at < ids.length; at += idsPerCall) {
    const asked = await api.cancelOrders({ orderIds: ids.slice(at, at + idsPerCall), reason });
    if (!asked.ok) return asked;
    for (const result of asked.value.results) results.set(result.orderId, result);
  }
  const requested = new Set(ids.filter((orderId) => results.get(orderId)?.requested === true));
  await untilEnded(api, requested, timeoutMs);
  const after = await ordersById(api, ids);
  if (!after.ok) return after;
  const whys = await whyNotCanceled(api, after.value);
  const value = after.value.map((order, index): CancelOutcome => {
    const { orderId, symbol, side, quantity, filledQuantity, status } = order;
    const refusal = results.get(orderId)?.refusal;
    const was = before.value[index]?.status ?? status;
    const why = refusal === undefined ? whys.get(orderId) : undefined;
    const outcome = { orderId, symbol, side, quantity, filledQuantity, before: was, after: status };
    return {
      ...outcome,
      ...(refusal !== undefined && { refusal }),
      ...(why !== undefined && { why }),
    };
  });
  return { ok: true, value };
}

function selected(api: Api, selection: OrderSelection): Promise<Reply<OrderView[]>> {
  if ('orderIds' in selection) return ordersById(api, [...new Set(selection.orderIds)]);
  const symbol = 'symbol' in selection ? { symbol: selection.symbol } : {};
  return ordersWhere(api, { ...symbol, statuses: [...activeStatuses] });
}

/** Resolves once none of the orders is open any more, or the time is over. */
async function untilEnded(api: Api, orderIds: ReadonlySet<string>, timeoutMs: number): Promise<void> {
  const giveUpMs = performance.now() + timeoutMs;
  while (orderIds.size > 0 && performance.now() < giveUpMs) {
    const open = await ordersWhere(api, { statuses: [...activeStatuses] });
    if (open.ok && !open.value.some(({ orderId }) => orderIds.has(orderId))) return;
    await delay(pollMs);
  }
}

/**
 * The reason by order. A cancel that was not sent to its venue yet waits for the venue, so the venue's state gives the
 * reason.
 */
async function whyNotCanceled(api: Api, orders: readonly OrderView[]): Promise<ReadonlyMap<string, string>> {
  const open = orders.filter(({ status }) => activeStatuses.some((active) => active === status));
  const status = open.length === 0 ? undefined : await api.getStatus({});
  const venues = status?.ok === true ? status.value.venues : [];
  return new Map(
    open.map(({ orderId, status: is, venue, reason = `the order is ${is}` }) => {
      if (is !== 'pending_cancel') return [orderId, reason];
      const away = venues.find((one) => one.venue === venue && !one.connected);
      const why = away && `the cancel waits: venue ${venue} is not connected: ${away.connectionDetail}`;
      return [orderId, why ?? 'the venue has not answered yet'];
    }),
  );
}

function sentenceOf({ orderId, symbol, side, quantity, before, after, ...outcome }: CancelOutcome): string {
  const why = outcome.refusal?.message ?? outcome.why;
  return `${orderId}  ${side} ${quantity} ${symbol}  ${before} -> ${after}${why === undefined ? '' : `  (${why})`}`;
}

/** `desk cancel`: asks the venues to cancel orders, and waits for what becomes of them. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Api, RequestResult } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import type { OrderView } from '../../../../../shared/contract/orders.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { onDesk, type ReachOptions } from '../../desk/reachDesk.ts';
import { openStatuses, ordersById, ordersWhere } from './selectOrders.ts';

/** Which orders: named ones, all open ones of a symbol, or all open ones. */
export type OrderSelection =
  | { readonly orderIds: readonly string[] }
  | { readonly symbol: string }
  | { readonly all: true };

export interface CancelCommandOptions extends Omit<ReachOptions, 'host'> {
  readonly selection: OrderSelection;
  readonly reason: string;
  /** How long to wait for the venues' answers. */
  readonly timeoutMs: number;
}

const idsPerCall = 1_000;
const pollMs = 100;

/** Exit code 1 when an order is not canceled at the end: filled before, refused, or still without an answer. */
export function cancelCommand(io: DeskIo, options: CancelCommandOptions): Promise<ExitCode> {
  const { json } = options;
  return onDesk(io, { ...options, host: 'desk cancel' }, async (api) => {
    const outcomes = await cancelSelected(api, options);
    if (!outcomes.ok) return outcomes;
    for (const outcome of outcomes.value) await (json ? io.json(outcome) : io.line(sentenceOf(outcome)));
    const canceled = outcomes.value.filter(({ after }) => after === 'canceled').length;
    io.note(`desk: ${canceled} of ${outcomes.value.length} orders are canceled`);
    return { ok: true, value: canceled === outcomes.value.length ? exitCode.done : exitCode.no };
  });
}

interface CancelOutcome {
  readonly orderId: string;
  readonly symbol: string;
  readonly side: string;
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly before: string;
  readonly after: string;
  /** Why the engine refused to ask. */
  readonly refusal?: RequestResult['refusal'];
}

async function cancelSelected(
  api: Api,
  { selection, reason, timeoutMs }: CancelCommandOptions,
): Promise<Reply<CancelOutcome[]>> {
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
  const value = after.value.map((order, index): CancelOutcome => {
    const { orderId, symbol, side, quantity, filledQuantity, status } = order;
    const refusal = results.get(orderId)?.refusal;
    const was = before.value[index]?.status ?? status;
    const outcome = { orderId, symbol, side, quantity, filledQuantity, before: was, after: status };
    return refusal === undefined ? outcome : { ...outcome, refusal };
  });
  return { ok: true, value };
}

function selected(api: Api, selection: OrderSelection): Promise<Reply<OrderView[]>> {
  if ('orderIds' in selection) return ordersById(api, [...new Set(selection.orderIds)]);
  const symbol = 'symbol' in selection ? { symbol: selection.symbol } : {};
  return ordersWhere(api, { ...symbol, statuses: [...openStatuses] });
}

/** Resolves once none of the orders is open any more, or the time is up. */
async function untilEnded(api: Api, orderIds: ReadonlySet<string>, timeoutMs: number): Promise<void> {
  const giveUpMs = performance.now() + timeoutMs;
  while (orderIds.size > 0 && performance.now() < giveUpMs) {
    const open = await ordersWhere(api, { statuses: [...openStatuses] });
    if (open.ok && !open.value.some(({ orderId }) => orderIds.has(orderId))) return;
    await delay(pollMs);
  }
}

function sentenceOf({ orderId, symbol, side, quantity, before, after, refusal }: CancelOutcome): string {
  const why = refusal === undefined ? '' : `  (${refusal.message})`;
  return `${orderId}  ${side} ${quantity} ${symbol}  ${before} -> ${after}${why}`;
}

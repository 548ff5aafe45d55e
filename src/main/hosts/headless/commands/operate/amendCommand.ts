/** `desk amend`: cancel/replace of one order, and what becomes of it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Amendment, Api } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import type { OrderView } from '../../../../../shared/contract/orders.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { onDesk, type ReachOptions } from '../../desk/reachDesk.ts';

export interface AmendCommandOptions extends Omit<ReachOptions, 'host'> {
  readonly amendment: Amendment;
  readonly reason: string;
  /** How long to wait for the venue's answer. */
  readonly timeoutMs: number;
}

const pollMs = 100;

/** Exit code 1 when the order does not have the new terms at the end. */
export function amendCommand(io: DeskIo, options: AmendCommandOptions): Promise<ExitCode> {
  const { amendment, reason, json, timeoutMs } = options;
  const { orderId } = amendment;
  return onDesk(io, { ...options, host: 'desk amend' }, async (api) => {
    const before = await orderOf(api, orderId);
    if (!before.ok) return before;
    const asked = await api.amendOrders({ amendments: [amendment], reason });
    if (!asked.ok) return asked;
    const refusal = asked.value.results[0]?.refusal;
    if (refusal !== undefined) return { ok: false, fault: { code: refusal.code, message: refusal.message } };
    const after = await answered(api, orderId, timeoutMs);
    if (!after.ok) return after;
    const [was, is] = [termsOf(before.value), termsOf(after.value)];
    if (json) await io.json({ orderId, before: was, after: is });
    else await io.line(`${orderId}  ${textOf(was)} -> ${textOf(is)}`);
    const replaced = JSON.stringify({ ...was, status: '' }) !== JSON.stringify({ ...is, status: '' });
    return { ok: true, value: replaced ? exitCode.done : exitCode.no };
  });
}

/** The order once the venue has answered, or as it is when the time is up. */
async function answered(api: Api, orderId: string, timeoutMs: number): Promise<Reply<OrderView>> {
  const giveUpMs = performance.now() + timeoutMs;
  for (;;) {
    const order = await orderOf(api, orderId);
    if (!order.ok || order.value.status !== 'pending_replace' || performance.now() >= giveUpMs) return order;
    await delay(pollMs);
  }
}

async function orderOf(api: Api, orderId: string): Promise<Reply<OrderView>> {
  const found = await api.getOrder({ orderId });
  return found.ok ? { ok: true, value: found.value.order } : found;
}

function termsOf({ status, quantity, limitPrice, stopPrice }: OrderView) {
  return {
    status,
    quantity,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
  };
}

function textOf({ status, quantity, limitPrice, stopPrice }: ReturnType<typeof termsOf>): string {
  const limit = limitPrice === undefined ? '' : ` limit ${limitPrice}`;
  const stop = stopPrice === undefined ? '' : ` stop ${stopPrice}`;
  return `${quantity}${limit}${stop} (${status})`;
}

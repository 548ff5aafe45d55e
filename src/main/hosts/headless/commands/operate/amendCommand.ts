/** `desk amend`: cancel/replace of one order, and the venue's answer. */
import { tell, type Call } from '../../desk/call.ts';
import { operatingCommand, seconds, type OperatingOptions } from '../commandLine.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import type { OrderView } from '../../../../../shared/contract/orders.ts';
import { exitCode, UsageError } from '../../terminal/exitCode.ts';
import { onDesk } from '../../desk/reachDesk.ts';
import { notAsAsked } from './notAsAsked.ts';

const pollMs = 100;

interface Options extends OperatingOptions {
  readonly quantity?: string;
  readonly limit?: string;
  readonly stop?: string;
  readonly timeout: number;
}

/** Exit code 1 when the order does not have the new terms at the end. */
export const amendCommand = operatingCommand({
  name: 'amend',
  about: 'change an order at the venue (cancel/replace), and wait for the answer',
  declare: (command) =>
    command
      .argument('<order>', 'id of the order')
      .option('--quantity <units>', 'the new quantity, what is filled already included')
      .option('--limit <price>', 'the new limit price')
      .option('--stop <price>', 'the new stop price')
      .option('--timeout <seconds>', 'how long to wait for the answer of the venue', seconds, 10),
  async work(call: Call, orderId: string, { quantity, limit, stop, timeout, reason }: Options) {
    if (quantity === undefined && limit === undefined && stop === undefined) {
      throw new UsageError('say what changes: --quantity, --limit or --stop');
    }
    const amendment = { orderId, quantity, limitPrice: limit, stopPrice: stop };
    return onDesk(
      call,
      async (api) => {
        const before = await orderOf(api, orderId);
        if (!before.ok) return before;
        const asked = await api.amendOrders({ amendments: [amendment], reason });
        if (!asked.ok) return asked;
        const refusal = asked.value.results[0]?.refusal;
        if (refusal !== undefined) {
          return { ok: false, fault: { code: refusal.code, message: refusal.message } };
        }
        const after = await answered(api, orderId, timeout * 1_000);
        if (!after.ok) return after;
        const [was, is] = [termsOf(before.value), termsOf(after.value)];
        const replaced = JSON.stringify({ ...was, status: '' }) !== JSON.stringify({ ...is, status: '' });
        const why = replaced ? notAsAsked(amendment, is) : whyNot(after.value, timeout);
        await tell(
          call,
          { orderId, before: was, after: is, ...(why !== undefined && { why }) },
          `${orderId}  ${textOf(was)} -> ${textOf(is)}${why === undefined ? '' : `: ${why}`}`,
        );
        return why === undefined ? exitCode.done : exitCode.no;
      },
      timeout * 1_000,
    );
  },
});

function whyNot({ status, reason }: OrderView, timeout: number): string {
  if (status === 'pending_replace') return `the venue has not answered within ${timeout} s`;
  return reason ?? `the order is ${status}`;
}

/** The order once the venue has answered, or its state when the time is over. */
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

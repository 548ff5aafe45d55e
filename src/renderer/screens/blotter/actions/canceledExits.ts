/** The effect of a cancel: how much the orders could still fill, and which positions lose their exits. */
import type { Ticker, OrderId } from '../../../../shared/kernel/ids.ts';
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { decimal } from '../../../../shared/kernel/decimal.ts';
import { counted, groupDecimal, signedDecimal, sum } from '../../../format/decimals.ts';
import { capital } from '../../../format/sentence.ts';
import { shortId } from '../../../format/ids.ts';

type Role = NonNullable<OrderView['role']>;

/** The exits of one entry among the orders of a cancel. */
export interface CanceledExits {
  readonly entryId: string;
  readonly symbol: Ticker;
  /** The position that the exits close, with its sign. */
  readonly position: string;
  readonly roles: readonly Role[];
}

export function canceledExits(orders: readonly OrderView[]): readonly CanceledExits[] {
  return [...exitsByEntry(orders)].map(([entryId, exits]) => {
    const { symbol, side, leavesQuantity } = largest(exits);
    const roles = [...new Set(exits.flatMap(({ role }) => role ?? []))].toSorted();
    return { entryId, symbol, position: side === 'sell' ? leavesQuantity : `-${leavesQuantity}`, roles };
  });
}

const roleNames: Readonly<Record<Role, string>> = { stop_loss: 'stop loss', take_profit: 'take profit' };

/** Gives `Stop loss of 4dfe0d6c: +10 SPX stays open without it.` */
export function canceledExitsWords({ entryId, symbol, position, roles }: CanceledExits): string {
  const names = roles.map((role) => roleNames[role]).join(' and ');
  const what = capital(names);
  return `${what} of ${shortId(entryId)}: ${signedDecimal(position)} ${symbol} stays open without ${roles.length === 1 ? 'it' : 'them'}.`;
}

const sidesNamed = 4;

/**
 * Gives what can still be filled, such as `buy 12 SPX and sell 10 SPX`. Only one exit of an entry can fill, so only its
 * largest exit counts.
 */
export function openWords(orders: readonly OrderView[]): string {
  const exits = [...exitsByEntry(orders).values()].map(largest);
  const open = new Map<string, string>();
  for (const { side, symbol, leavesQuantity } of [...orders.filter((order) => !isExit(order)), ...exits]) {
    const key = `${side} ${symbol}`;
    open.set(key, sum([open.get(key) ?? '0', leavesQuantity]));
  }
  const parts = [...open].map(([key, quantity]) => key.replace(' ', ` ${groupDecimal(quantity)} `));
  const more = parts.length - sidesNamed;
  const named = more > 0 ? [...parts.slice(0, sidesNamed), counted(more, 'other', 'others')] : parts;
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1) ?? ''}`;
}

function isExit({ parentOrderId, role }: OrderView): boolean {
  return parentOrderId !== undefined && role !== undefined;
}

function exitsByEntry(
  orders: readonly OrderView[],
): ReadonlyMap<OrderId, readonly [OrderView, ...OrderView[]]> {
  const byEntry = new Map<OrderId, [OrderView, ...OrderView[]]>();
  for (const order of orders) {
    if (order.parentOrderId === undefined || order.role === undefined) continue;
    const exits = byEntry.get(order.parentOrderId);
    if (exits === undefined) byEntry.set(order.parentOrderId, [order]);
    else exits.push(order);
  }
  return byEntry;
}

function largest(orders: readonly [OrderView, ...OrderView[]]): OrderView {
  return orders.reduce((most, order) =>
    decimal(order.leavesQuantity) > decimal(most.leavesQuantity) ? order : most,
  );
}

/** Compares what a drop copy says of an order's executions with what the order session told, with no tolerance. */
import { formatDecimal, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { ExecutionId } from '../../../../shared/kernel/ids.ts';
import type { Order } from '../orderState.ts';
import type { CopiedVersion } from './copiedOrders.ts';

type Ours = Pick<Order, 'executions'> & { readonly terms: Pick<Order['terms'], 'symbol' | 'side'> };

/**
 * One sentence for each execution that differs, with the figures of both. `told` are executions that the order session
 * told while there was a copy: those from before it are in no copy.
 */
export function copyDifferences(
  ours: Ours | undefined,
  copied: readonly CopiedVersion[],
  told: Iterable<ExecutionId>,
): readonly string[] {
  const ofCopy = copied.flatMap((version) => sentenceOf(ours, version) ?? []);
  const inCopy = new Set(copied.flatMap(({ ids }) => ids));
  const missing = new Map(
    [...told].flatMap((id) => {
      const execution = ours?.executions.get(id);
      const isMissing = execution !== undefined && !execution.ids.some((one) => inCopy.has(one));
      return isMissing && execution.byHand !== true ? [[execution.ids.join(), execution] as const] : [];
    }),
  );
  const ofOrders = Array.from(missing.values(), ({ ids: [id], quantity, price }) => {
    return `execution ${id ?? ''}: ${figures(quantity, price)} by the order session, and not in the drop copy`;
  });
  return [...ofCopy, ...ofOrders];
}

/** Whether both say the same of one execution. */
export function isSameExecution(
  { terms }: Pick<Ours, 'terms'>,
  ours: { readonly quantity: Decimal; readonly price: Decimal },
  copied: CopiedVersion,
): boolean {
  const isSame = ours.quantity === copied.quantity && (ours.quantity === zero || ours.price === copied.price);
  return isSame && terms.symbol === copied.symbol && terms.side === copied.side;
}

function sentenceOf(ours: Ours | undefined, copied: CopiedVersion): string | undefined {
  const { ids, symbol, side = 'neither buy nor sell', quantity, price } = copied;
  const name = `execution ${ids.at(-1) ?? ''}`;
  const known = ids.map((id) => ours?.executions.get(id)).find((one) => one !== undefined);
  if (ours === undefined || known === undefined) {
    if (quantity === zero) return undefined;
    return `${name}: ${side} ${symbol}, ${figures(quantity, price)} by the drop copy, and unknown to the order session`;
  }
  if (isSameExecution(ours, known, copied)) return undefined;
  const { terms } = ours;
  return `${name}: ${terms.side} ${terms.symbol}, ${figures(known.quantity, known.price)} by the order session; ${side} ${symbol}, ${figures(quantity, price)} by the drop copy`;
}

function figures(quantity: Decimal, price: Decimal): string {
  return quantity === zero ? 'taken back' : `${formatDecimal(quantity)} at ${formatDecimal(price)}`;
}

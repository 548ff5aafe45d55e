/** Compares the executions of an order by the drop copy with those of the order session, without tolerance. */
import { formatDecimal, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { ExecutionId } from '../../../../shared/kernel/ids.ts';
import type { Order } from '../orderState.ts';
import type { CopiedVersion } from './copiedOrders.ts';

type Ours = Pick<Order, 'executions'> & { readonly terms: Pick<Order['terms'], 'symbol' | 'side'> };

/** An execution about which the two sessions differ. */
export interface CopyDifference {
  /** The ids of all its versions. */
  readonly ids: readonly ExecutionId[];
  /** The versions that only one of the two sessions has. */
  readonly alone: readonly ExecutionId[];
  /** Both sessions have the same version with other figures, so no later message can explain the difference. */
  readonly isContradiction: boolean;
  /** One sentence, with the figures of both. */
  readonly detail: string;
}

/**
 * One difference for each execution that differs. `told` are executions that the order session reported while there was
 * a copy: earlier ones are in no copy.
 */
export function copyDifferences(
  ours: Ours | undefined,
  copied: readonly CopiedVersion[],
  told: Iterable<ExecutionId>,
): readonly CopyDifference[] {
  const ofCopy = copied.flatMap((version) => differenceOf(ours, version) ?? []);
  const inCopy = new Set(copied.flatMap(({ ids }) => ids));
  const missing = new Map(
    [...told].flatMap((id) => {
      const execution = ours?.executions.get(id);
      const isMissing = execution !== undefined && !execution.ids.some((one) => inCopy.has(one));
      return isMissing && execution.byHand !== true ? [[execution.ids.join(), execution] as const] : [];
    }),
  );
  const ofOrders = Array.from(missing.values(), ({ ids, quantity, price }) => {
    const detail = `execution ${ids[0] ?? ''}: ${figures(quantity, price)} by the order session, and not in the drop copy`;
    return { ids, alone: ids, isContradiction: false, detail };
  });
  return [...ofCopy, ...ofOrders];
}

/** Whether both sessions agree on one execution. */
export function isSameExecution(
  { terms }: Pick<Ours, 'terms'>,
  ours: { readonly quantity: Decimal; readonly price: Decimal },
  copied: CopiedVersion,
): boolean {
  const isSame = ours.quantity === copied.quantity && (ours.quantity === zero || ours.price === copied.price);
  return isSame && terms.symbol === copied.symbol && terms.side === copied.side;
}

function differenceOf(ours: Ours | undefined, copied: CopiedVersion): CopyDifference | undefined {
  const { ids, symbol, side = 'neither buy nor sell', quantity, price } = copied;
  const name = `execution ${ids.at(-1) ?? ''}`;
  const known = ids.map((id) => ours?.executions.get(id)).find((one) => one !== undefined);
  if (ours === undefined || known === undefined) {
    if (quantity === zero) return undefined;
    const detail = `${name}: ${side} ${symbol}, ${figures(quantity, price)} by the drop copy, and unknown to the order session`;
    return { ids, alone: ids, isContradiction: false, detail };
  }
  if (isSameExecution(ours, known, copied)) return undefined;
  const { terms } = ours;
  const all = [...new Set([...ids, ...known.ids])];
  const isBust = quantity === zero || known.quantity === zero;
  return {
    ids: all,
    alone: all.filter((id) => !ids.includes(id) || !known.ids.includes(id)),
    isContradiction: ids.at(-1) === known.ids.at(-1) && !isBust && known.byHand !== true,
    detail: `${name}: ${terms.side} ${terms.symbol}, ${figures(known.quantity, known.price)} by the order session; ${side} ${symbol}, ${figures(quantity, price)} by the drop copy`,
  };
}

function figures(quantity: Decimal, price: Decimal): string {
  return quantity === zero ? 'taken back' : `${formatDecimal(quantity)} at ${formatDecimal(price)}`;
}

/** A list of orders by their creation positions, of which the window has loaded some. */
import type { OrderView } from '../../../../shared/contract/orders.ts';
import type { OrderId } from '../../../../shared/kernel/ids.ts';

/** Rows to load above and below those in sight, so that slow scrolling finds them there. */
const margin = 150;
/** How many chosen orders stay loaded wherever they are. */
const chosenMax = 1_000;

/** The listed orders that the window does not hold otherwise, in the list's order. */
export class ListedOrders {
  readonly positions: Float64Array;
  private readonly places = new Map<number, number>();

  constructor(list: Float64Array, held: readonly OrderView[]) {
    const here = new Set(held.map(({ createdPosition }) => createdPosition));
    this.positions = list.filter((position) => !here.has(position));
  }

  /** Where the order stands; -1 where it is not in the list. Searched once for each order. */
  placeOf({ createdPosition }: OrderView): number {
    const known = this.places.get(createdPosition);
    if (known !== undefined) return known;
    const place = this.positions.indexOf(createdPosition);
    this.places.set(createdPosition, place);
    return place;
  }

  /** The positions of the orders from one place to before another, and of some around them. */
  around(from: number, to: number): readonly number[] {
    if (from === to) return [];
    const first = Math.max(0, from - margin);
    const near = this.positions.subarray(first, to + margin);
    for (const [index, position] of near.entries()) this.places.set(position, first + index);
    return [...near];
  }
}

/** The positions of the loaded orders that are chosen, so that the operator sees them as they are. */
export function chosenPositions(
  loaded: Iterable<OrderView>,
  isChosen: (id: OrderId) => boolean,
): readonly number[] {
  const chosen = [...loaded].filter(({ orderId }) => isChosen(orderId));
  return chosen.slice(0, chosenMax).map(({ createdPosition }) => createdPosition);
}

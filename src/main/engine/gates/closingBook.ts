/**
 * Knows what is left to close of each account's position in a symbol at a venue, and how much of it each exit and each resting
 * reduce-only order may close. The book follows decisions, which are ahead of the disk, so a fill counts from the
 * moment when it is known.
 *
 * Orders compete when the same move of the market would fill them: stops with stops, limits with limits. Stop-losses of
 * brackets come before other stops, because they protect. Other limits come before take-profits of brackets, because
 * somebody asked for them by themselves. Among equals the older order comes first, as in a venue's queue.
 */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import {
  add,
  decimal,
  maximum,
  minimum,
  negate,
  subtract,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import type { OrderState } from '../../domain/order/orderState.ts';
import { sides, type Side } from '../../domain/order/orderTerms.ts';
import { shareOut } from '../../domain/position/shareOut.ts';
import type { Place, Position } from '../orders/exposureBook.ts';

/** A stop waits for a price against the position; a limit waits for a price in its favour. */
export type Ladder = 'stop' | 'limit';

export interface Claim extends Place {
  /** Id of the bracket's entry, or of the order itself. */
  readonly id: OrderId;
  /** Side of the closing order. */
  readonly side: Side;
  readonly ladder: Ladder;
  readonly quantity: Decimal;
  readonly isBracket: boolean;
}

interface Pool {
  readonly claims: Map<OrderId, Claim>;
  total: Decimal;
  /** The share of each claim; made at the first question after a change. */
  shares: ReadonlyMap<OrderId, Decimal> | undefined;
}

interface Holding {
  position: Decimal;
  /** How often the position has changed. */
  moves: number;
  readonly pools: Readonly<Record<Side, Readonly<Record<Ladder, Pool>>>>;
}

const ladders = ['stop', 'limit'] as const;

export class ClosingBook {
  private readonly listeners: ((claimIds: readonly OrderId[]) => void)[] = [];
  private readonly holdings = new Map<string, Holding>();

  /** Calls back with the claims whose share may have changed. */
  onShares(listener: (claimIds: readonly OrderId[]) => void): void {
    this.listeners.push(listener);
  }

  /** Called at a start, before anything is decided: adds the positions. */
  restore(positions: readonly Position[]): void {
    for (const { quantity, ...place } of positions) {
      const holding = this.of(place);
      holding.position = add(holding.position, decimal(quantity));
    }
  }

  /** Called when an order's state has changed, and when a change that could not be written was taken back. */
  changed(before: OrderState, after: OrderState): void {
    const order = after.status === 'none' ? before : after;
    if (order.status === 'none') return;
    const { terms } = order;
    const filled = subtract(filledOf(after), filledOf(before));
    if (filled === zero) return;
    this.move(terms, terms.side === 'buy' ? filled : negate(filled));
  }

  /**
   * How often the position has changed. Whoever reads orders and the position together learns from it whether the
   * position changed in between.
   */
  moves(place: Place): number {
    return this.of(place).moves;
  }

  position(place: Place): Decimal {
    return this.of(place).position;
  }

  /** How much orders on this side may close together; zero when they would open a position. */
  left(place: Place, side: Side): Decimal {
    return leftOf(this.of(place), side);
  }

  /** Replaces the claim with the same id and ladder. A claim with quantity zero is removed. */
  put(claim: Claim): void {
    const holding = this.of(claim);
    const pool = holding.pools[claim.side][claim.ladder];
    const before = pool.claims.get(claim.id)?.quantity ?? zero;
    if (before === claim.quantity) return;
    const left = leftOf(holding, claim.side);
    const wasShort = pool.total > left;
    if (claim.quantity === zero) pool.claims.delete(claim.id);
    else pool.claims.set(claim.id, claim);
    pool.total = add(subtract(pool.total, before), claim.quantity);
    pool.shares = undefined;
    if (wasShort || pool.total > left) this.tell(pool, claim.id);
  }

  /** How much of its claim one order or bracket may close. */
  shareOf({
    id,
    side,
    ladder,
    ...place
  }: Pick<Claim, 'venue' | 'account' | 'symbol' | 'id' | 'side' | 'ladder'>): Decimal {
    const holding = this.of(place);
    const pool = holding.pools[side][ladder];
    const left = leftOf(holding, side);
    if (pool.total <= left) return pool.claims.get(id)?.quantity ?? zero;
    pool.shares ??= shareOut(left, [...pool.claims.values()].toSorted(byPrecedence));
    return pool.shares.get(id) ?? zero;
  }

  private move(place: Place, change: Decimal): void {
    const holding = this.of(place);
    const before = { buy: leftOf(holding, 'buy'), sell: leftOf(holding, 'sell') };
    holding.position = add(holding.position, change);
    holding.moves++;
    for (const side of sides) {
      const least = minimum(before[side], leftOf(holding, side));
      for (const ladder of ladders) {
        const pool = holding.pools[side][ladder];
        pool.shares = undefined;
        if (pool.total > least) this.tell(pool, undefined);
      }
    }
  }

  private tell(pool: Pool, except: OrderId | undefined): void {
    const claimIds = [...pool.claims.keys()].filter((id) => id !== except);
    for (const listener of this.listeners) listener(claimIds);
  }

  private of({ venue, account, symbol }: Place): Holding {
    const key = `${venue} ${account} ${symbol}`;
    let holding = this.holdings.get(key);
    if (holding === undefined) {
      holding = {
        position: zero,
        moves: 0,
        pools: {
          buy: { stop: emptyPool(), limit: emptyPool() },
          sell: { stop: emptyPool(), limit: emptyPool() },
        },
      };
      this.holdings.set(key, holding);
    }
    return holding;
  }
}

function filledOf(state: OrderState): Decimal {
  return state.status === 'none' ? zero : state.filledQuantity;
}

function emptyPool(): Pool {
  return { claims: new Map(), total: zero, shares: undefined };
}

function leftOf({ position }: Holding, side: Side): Decimal {
  return maximum(zero, side === 'sell' ? position : negate(position));
}

/** The ids of orders sort by their time, so the smaller id is the older order. */
function byPrecedence(a: Claim, b: Claim): number {
  if (a.isBracket !== b.isBracket) return (a.ladder === 'stop') === a.isBracket ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

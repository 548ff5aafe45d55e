/**
 * Takes in orders that a venue knows and the store does not. An exit of a bracket comes with its entry and with the
 * other exit: the prices at which the exits wait are the levels at which the entry asked to be protected.
 */
import type { AccountId, Actor, ClientOrderId, OrderId } from '../../../../shared/kernel/ids.ts';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import {
  clientOrderIdOf,
  isOwnClientOrderId,
  orderIdOfClient,
} from '../../../domain/order/clientOrderIds.ts';
import { bracketRoles } from '../../../domain/order/orderTerms.ts';
import type { ReconciliationDifference } from '../../../domain/venue/venueEvents.ts';
import { exitIdOf, exitPlaceOf } from '../../../domain/order/bracket/exitOrders.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import { adoptOrders, isAdoptable } from './adoptOrder.ts';
import type { VenueAccount } from '../compareOrder.ts';

export interface AdoptionDependencies {
  readonly guard: VenueGuard;
  readonly handler: OrderCommandHandler;
  /** The account of an adopted order where the venue names none, because it has one account a session. */
  readonly defaultAccount: AccountId;
}

/** The ids under which the venue has just named orders: some venues know an order by its newest id only. */
export type ToldIds = ReadonlyMap<OrderId, ClientOrderId>;

type Differences = readonly ReconciliationDifference[];

export class Adoption {
  private readonly dependencies: AdoptionDependencies;
  /** Adoptions that run now. All orders of a bracket share the entry's id as their key. */
  private readonly underWay = new Map<OrderId, Promise<Differences>>();

  constructor(dependencies: AdoptionDependencies) {
    this.dependencies = dependencies;
  }

  /**
   * Adopts the order and its family. Returns an empty list when the venue has nothing of the order worth keeping, or
   * when the order is in the store by now. Throws VenueCallError when the venue does not answer.
   */
  async adopt(clientOrderId: ClientOrderId, actor: Actor, told: ToldIds = new Map()): Promise<Differences> {
    const orderId = orderIdOfClient(clientOrderId);
    const entryId = entryIdOf(orderId);
    for (;;) {
      const other = this.underWay.get(entryId);
      if (other === undefined) break;
      await other.catch(() => undefined);
    }
    // Nothing is awaited between the look at the other adoptions and this one's entry among them.
    const adopting = this.unlessKnown(clientOrderId, new Map([...told, [orderId, clientOrderId]]), actor);
    this.underWay.set(entryId, adopting);
    try {
      return await adopting;
    } finally {
      this.underWay.delete(entryId);
    }
  }

  private async unlessKnown(clientOrderId: ClientOrderId, told: ToldIds, actor: Actor): Promise<Differences> {
    const known = await this.dependencies.handler.order(orderIdOfClient(clientOrderId));
    return known === undefined ? this.takeIn(clientOrderId, told, actor) : [];
  }

  private async takeIn(clientOrderId: ClientOrderId, told: ToldIds, actor: Actor): Promise<Differences> {
    const orderId = orderIdOfClient(clientOrderId);
    const { handler, guard, defaultAccount } = this.dependencies;
    const entryId = entryIdOf(orderId);
    const isEntryLost = entryId !== orderId && (await handler.order(entryId)) === undefined;
    const entry = isEntryLost ? await this.accountOf(entryId, told) : undefined;
    const account = await this.accountOf(orderId, told);
    if (account === undefined) {
      const detail = `the venue has no order ${clientOrderId}`;
      return [{ kind: 'unknown_order', clientOrderId, detail, resolved: false }];
    }
    const first = entry !== undefined && isAdoptable(entry) ? entry : account;
    const exits = await this.exitsOf(first, told);
    const family = new Map(
      [first, ...exits, account].map((one) => [orderIdOfClient(one.record.clientOrderId), one]),
    );
    const accounts = [...family.values()].filter(isAdoptable);
    return adoptOrders({ handler, venue: guard.venue.id, defaultAccount, actor }, accounts, exits);
  }

  /** The exits that the venue knows of an entry; an entry that has not traded has none. */
  private async exitsOf(
    { record, executions }: VenueAccount,
    told: ToldIds,
  ): Promise<readonly VenueAccount[]> {
    const entryId = orderIdOfClient(record.clientOrderId);
    if (executions.length === 0 || !isOwnClientOrderId(entryId) || entryIdOf(entryId) !== entryId) return [];
    const named = [...told.keys()].filter((id) => id !== entryId && entryIdOf(id) === entryId);
    const ids = new Set([...named, ...bracketRoles.map((role) => exitIdOf(entryId, role, 1))]);
    const exits: VenueAccount[] = [];
    for (const exitId of ids) {
      const known = await this.dependencies.handler.order(exitId);
      const exit = known === undefined ? await this.accountOf(exitId, told) : undefined;
      if (exit !== undefined) exits.push(exit);
    }
    return exits;
  }

  private async accountOf(orderId: OrderId, told: ToldIds): Promise<VenueAccount | undefined> {
    const { guard } = this.dependencies;
    const { venue } = guard;
    const clientOrderId = told.get(orderId) ?? clientOrderIdOf(orderId, 0);
    const record = await guard.query((signal) => venue.queryOrder(clientOrderId, signal), neverAborted);
    if (record === undefined) return undefined;
    const executions = await guard.query(
      (signal) => venue.executions({ clientOrderId: record.clientOrderId }, signal),
      neverAborted,
    );
    return { record, executions };
  }
}

function entryIdOf(orderId: OrderId): OrderId {
  return (isOwnClientOrderId(orderId) ? exitPlaceOf(orderId)?.entryId : undefined) ?? orderId;
}

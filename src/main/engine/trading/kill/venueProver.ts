/**
 * Asks a venue for the proof that nothing of a kill switch's scope works at the venue any more, and that every fill is
 * counted.
 */
import type { ClientOrderId, OrderId, VenueId, AccountId, Ticker } from '../../../../shared/kernel/ids.ts';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import {
  add,
  decimal,
  formatDecimal,
  negate,
  subtract,
  zero,
  type Decimal,
} from '../../../../shared/kernel/decimal.ts';
import { formatMicros, instantMin, parseInstant, type EpochMicros } from '../../../../shared/kernel/time.ts';
import { isOwnClientOrderId, orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import type { Proving } from '../../../domain/trading/killSwitch/decideKillSwitch.ts';
import { closesPositions, leavesOut } from '../../../domain/trading/killSwitch/killSwitchState.ts';
import type { ListedCancel } from '../../../domain/trading/killSwitch/ledgerRow.ts';
import type { ScopePosition, VenueProof } from '../../../domain/trading/tradingEvents.ts';
import type { TradingScope } from '../../../domain/trading/tradingScope.ts';
import type { OperatorContext } from '../../operatorContext.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import type { Clock, VenueOrderRecord, VenuePosition } from '../../ports.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';
import { killActor, type LiveKillSwitch } from './liveKillSwitch.ts';
import { countExecutions } from './venueExecutions.ts';
import type { PositionBooks } from '../positions/scopePositions.ts';

export interface ProverDependencies {
  readonly clock: Clock;
  readonly handler: OrderCommandHandler;
  readonly live: LiveOrders;
  readonly books: PositionBooks;
  /** Whether a kill switch sent the order. */
  readonly closesPosition: (orderId: OrderId) => boolean;
  /** The time up to which the store has all executions of the venue; undefined if it was never compared. */
  readonly comparedUntil: (venue: VenueId) => EpochMicros | undefined;
  /** Asks for a comparison of the venue's record with ours, because the two differ. */
  readonly compare: (venue: VenueId, context: OperatorContext) => void;
}

const idsToldMax = 5;

export class VenueProver {
  private readonly dependencies: ProverDependencies;
  /** By venue, the open orders of the scope in the venue's last list. */
  private readonly listed = new Map<VenueId, ReadonlySet<ClientOrderId>>();
  /** The orders that were canceled from such a list and have no row in the ledger yet. */
  private readonly canceled = new WeakMap<
    LiveKillSwitch,
    Map<ClientOrderId, ListedCancel & { venue: VenueId }>
  >();

  constructor(dependencies: ProverDependencies) {
    this.dependencies = dependencies;
  }

  async prove(killSwitch: LiveKillSwitch, guard: VenueGuard): Promise<Proving> {
    const { venue } = guard;
    const askedAt = formatMicros(this.dependencies.clock.now());
    let listed: readonly VenueOrderRecord[];
    let flat: Pick<VenueProof, 'executions' | 'positions'> | { readonly unproven: string };
    try {
      listed = await guard.query((signal) => venue.listOpenOrders(signal), neverAborted);
      flat = closesPositions(killSwitch.state) ? await this.countedAll(killSwitch, guard) : {};
    } catch (error) {
      return {
        unproven: `venue ${venue.id} does not answer: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
    const inScope: VenueOrderRecord[] = [];
    for (const record of listed) if (await this.isIn(killSwitch.state.scope, record)) inScope.push(record);
    const open = inScope.filter(({ clientOrderId }) => !leavesOut(killSwitch.state, clientOrderId));
    const externalLeft = inScope.length - open.length;
    if (open.length > 0) {
      this.dependencies.compare(venue.id, contextOf(killSwitch));
      await this.cancelListed(killSwitch, guard, open);
      const ids = open.slice(0, idsToldMax).map((record) => record.clientOrderId);
      const more = open.length > ids.length ? ` and ${open.length - ids.length} more` : '';
      return { unproven: `venue ${venue.id} still lists ${ids.join(', ')}${more} as open` };
    }
    await this.nameCanceled(killSwitch, venue.id);
    const lost = await this.lostOne(killSwitch.state.scope, listed);
    if (lost !== undefined) {
      this.dependencies.compare(venue.id, contextOf(killSwitch));
      return { unproven: `venue ${venue.id} lists ${lost}, an order of ours that the store does not have` };
    }
    if ('unproven' in flat) {
      this.dependencies.compare(venue.id, contextOf(killSwitch));
      return flat;
    }
    return {
      proof: {
        venue: venue.id,
        askedAt,
        openOrdersElsewhere: listed.length - externalLeft,
        ...(externalLeft > 0 && { externalLeft }),
        ...flat,
      },
    };
  }

  /**
   * Cancels orders that the venue lists again although its record was compared. The venue works them, whatever the store
   * says, so each is canceled by the ids that it has at the venue. The comparison and the next proof find the outcome.
   */
  private async cancelListed(
    killSwitch: LiveKillSwitch,
    guard: VenueGuard,
    open: readonly VenueOrderRecord[],
  ): Promise<void> {
    const { id } = guard.venue;
    const before = this.listed.get(id) ?? new Set();
    this.listed.set(id, new Set(open.map(({ clientOrderId }) => clientOrderId)));
    const again = open.filter(
      ({ clientOrderId }) =>
        before.has(clientOrderId) && !this.dependencies.closesPosition(orderIdOfClient(clientOrderId)),
    );
    await Promise.allSettled(again.map((record) => this.cancelOne(killSwitch, guard, record)));
  }

  private async cancelOne(
    killSwitch: LiveKillSwitch,
    guard: VenueGuard,
    record: VenueOrderRecord,
  ): Promise<void> {
    const { clientOrderId, venueOrderId, symbol } = record;
    const admitted = await guard.admit('cancel', neverAborted);
    if (!admitted.ok) return;
    const request = { clientOrderId, venueOrderId, symbol };
    const canceled =
      this.canceled.get(killSwitch) ?? new Map<ClientOrderId, ListedCancel & { venue: VenueId }>();
    this.canceled.set(killSwitch, canceled);
    canceled.set(clientOrderId, {
      venue: guard.venue.id,
      quantity: formatDecimal(subtract(record.quantity, record.filledQuantity)),
      attempts: (canceled.get(clientOrderId)?.attempts ?? 0) + 1,
      lastAttemptAt: formatMicros(this.dependencies.clock.now()),
    });
    await admitted.value.tell((signal) => guard.venue.cancel(request, signal));
  }

  /** Called when the venue does not list the canceled orders any more: gives each its row in the ledger. */
  private async nameCanceled(killSwitch: LiveKillSwitch, venue: VenueId): Promise<void> {
    const canceled = this.canceled.get(killSwitch);
    for (const [clientOrderId, cancel] of canceled ?? []) {
      if (cancel.venue !== venue) continue;
      const view = await this.dependencies.live.find(orderIdOfClient(clientOrderId));
      if (view !== undefined) killSwitch.tell({ type: 'OrderCanceledByList', order: view, cancel });
      canceled?.delete(clientOrderId);
    }
  }

  private async isIn(scope: TradingScope, record: VenueOrderRecord): Promise<boolean> {
    if (scope.kind === 'desk' || scope.kind === 'venue') return true;
    if (scope.kind === 'symbol') return record.symbol === scope.id;
    const view = await this.dependencies.live.find(orderIdOfClient(record.clientOrderId));
    if (scope.kind === 'account') return (view?.account ?? record.account) === scope.id;
    return view?.strategy === scope.id;
  }

  /**
   * An order of ours on the venue's list that the store does not have. Until it is adopted, nobody knows whether it
   * belongs to the strategy. Other scopes rely on what the venue says about the order.
   */
  private async lostOne(
    scope: TradingScope,
    listed: readonly VenueOrderRecord[],
  ): Promise<string | undefined> {
    if (scope.kind !== 'strategy') return undefined;
    for (const { clientOrderId } of listed) {
      if (!isOwnClientOrderId(clientOrderId)) continue;
      const view = await this.dependencies.live.find(orderIdOfClient(clientOrderId));
      if (view === undefined) return clientOrderId;
    }
    return undefined;
  }

  /** Records fills whose reports were lost, and compares the positions if the venue keeps positions. */
  private async countedAll(
    killSwitch: LiveKillSwitch,
    guard: VenueGuard,
  ): Promise<Pick<VenueProof, 'executions' | 'positions'> | { readonly unproven: string }> {
    const { venue } = guard;
    const { scope } = killSwitch.state;
    const since = await this.uncountedSince(killSwitch, venue.id);
    const told = await guard.query((signal) => venue.executions({ since }, signal), neverAborted);
    const alone = !venue.capabilities.positions || scope.kind === 'strategy';
    const isIts = (orderId: OrderId): boolean => killSwitch.state.rows.get(orderId) !== undefined;
    const counted = await countExecutions(
      this.dependencies,
      scope,
      { venue: venue.id, told },
      { isIts, alone },
    );
    if (alone || 'unproven' in counted) return counted;
    const positions = await guard.query((signal) => venue.positions(signal), neverAborted);
    const inScope = positions.filter((one) => isInScope(scope, one));
    const unproven = this.difference(scope, venue.id, inScope);
    if (unproven !== undefined) return { unproven };
    return { ...counted, positions: inScope.map(asPosition) };
  }

  private difference(
    scope: TradingScope,
    venue: VenueId,
    positions: readonly VenuePosition[],
  ): string | undefined {
    const { exposures } = this.dependencies.books;
    // Without an account the venue keeps one position for all of ours.
    const joint = positions.some(({ account }) => account === undefined);
    const differences = new Map<string, Decimal>();
    const count = (account: AccountId | undefined, symbol: Ticker, quantity: Decimal): void => {
      const key = joint ? symbol : `${account} ${symbol}`;
      differences.set(key, add(differences.get(key) ?? zero, quantity));
    };
    for (const { account, symbol, quantity } of positions) count(account, symbol, quantity);
    for (const one of exposures.positions()) {
      const { account, symbol, quantity } = one;
      if (one.venue === venue && isInScope(scope, one)) count(account, symbol, negate(decimal(quantity)));
    }
    const [first] = [...differences].filter(([, difference]) => difference !== zero);
    if (first === undefined) return undefined;
    return `venue ${venue} holds ${formatDecimal(first[1])} more of ${first[0]} than is known here`;
  }

  /**
   * The time from which executions may be missing here. Earlier executions were compared, and their orders have ended.
   */
  private async uncountedSince(killSwitch: LiveKillSwitch, venue: VenueId): Promise<EpochMicros> {
    const oldest = parseInstant(await this.oldest(killSwitch, venue)) ?? instantMin;
    const compared = this.dependencies.comparedUntil(venue) ?? instantMin;
    return compared < oldest ? compared : oldest;
  }

  private async oldest(killSwitch: LiveKillSwitch, venue: VenueId): Promise<string> {
    const { startedAt, rows } = killSwitch.state;
    let oldest = startedAt;
    for (const { shown } of rows) {
      const view = await this.dependencies.live.find(shown.orderId);
      if (view?.venue === venue && view.submittedAt !== undefined && view.submittedAt < oldest) {
        oldest = view.submittedAt;
      }
    }
    return oldest;
  }
}

function contextOf({ state: { name } }: LiveKillSwitch): OperatorContext {
  return { actor: killActor, reason: `kill switch on ${name}` };
}

function isInScope(
  scope: TradingScope,
  one: { readonly account?: AccountId; readonly symbol: Ticker },
): boolean {
  if (scope.kind === 'account') return one.account === undefined || one.account === scope.id;
  return scope.kind !== 'symbol' || one.symbol === scope.id;
}

function asPosition({ account, symbol, quantity }: VenuePosition): ScopePosition {
  return { account: account ?? '', symbol, quantity: formatDecimal(quantity) };
}

/**
 * Sends the orders that close positions, by the protocol of every order: the record of risk, the creation, the intent,
 * the venue.
 */
import { decimal } from '../../../../shared/kernel/decimal.ts';
import {
  parseAccountId,
  parseCorrelationId,
  parseStrategyId,
  parseTicker,
  signalIdInstead,
  trusted,
  type VenueId,
} from '../../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import type { FlattenOrder } from '../../../domain/trading/tradingEvents.ts';
import type { SubmitOrder } from '../../brackets/bracketManager.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import type { EventContext } from '../../events/storedEvent.ts';
import { refusalsOf, type RiskManager } from '../../risk/riskManager.ts';
import { killActor } from './liveKillSwitch.ts';

export interface FlattenDependencies {
  readonly handler: OrderCommandHandler;
  readonly risk: RiskManager;
  readonly submit: SubmitOrder;
}

export class FlattenSender {
  private readonly dependencies: FlattenDependencies;

  constructor(dependencies: FlattenDependencies) {
    this.dependencies = dependencies;
  }

  /** Resolves when each order was refused or has left; the orders show their outcomes. */
  async send(killId: string, venue: VenueId, orders: readonly FlattenOrder[]): Promise<void> {
    const context = { correlationId: trusted(parseCorrelationId, killId), actor: killActor };
    await Promise.all(orders.map((order) => this.sendOne(termsOf(killId, venue, order), context)));
  }

  private async sendOne(terms: OrderTerms, context: EventContext): Promise<void> {
    const { handler, risk, submit } = this.dependencies;
    const { orderId } = terms;
    const decision = risk.assess(terms, context.actor);
    const reasons = refusalsOf(decision);
    if (reasons.length > 0) {
      const command = { type: 'DenyOrder', reasons, terms, risk: decision } as const;
      await handler.handle({ orderId, command, context });
      return;
    }
    risk.reserve(terms, context.actor);
    const command = { type: 'CreateOrder', terms, risk: decision } as const;
    const created = await handler.handle({ orderId, command, context });
    if (created.ok) await submit(terms, context);
    else risk.release(orderId);
  }
}

function termsOf(killId: string, venue: VenueId, order: FlattenOrder): OrderTerms {
  const { orderId, account, strategy, symbol, side, quantity, limitPrice, timeInForce = 'IOC' } = order;
  return {
    orderId,
    signalId: signalIdInstead(orderId),
    account: trusted(parseAccountId, account),
    strategy: trusted(parseStrategyId, strategy),
    venue,
    symbol: trusted(parseTicker, symbol),
    side,
    quantity: decimal(quantity),
    ...(limitPrice === undefined
      ? { orderType: 'market' }
      : { orderType: 'limit', limitPrice: decimal(limitPrice) }),
    timeInForce,
    reduceOnly: true,
    killId,
  };
}

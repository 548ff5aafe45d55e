/**
 * The rules of risk behind a breaker of their own. When risk fails, the order is denied. While the breaker is open
 * because risk keeps failing, orders are denied at once. No order is let through without a decision.
 */
import { deskStream, newCorrelationId, type Actor, type OrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { RiskDecisionRecord } from '../../domain/order/riskDecision.ts';
import type { BreakerSettings } from '../../domain/venue/breakerMachine.ts';
import { newEvent } from '../events/newEvent.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { Clock, IdSource, Logger } from '../ports.ts';
import type { RiskManager } from './riskManager.ts';
import { ControlledBreaker } from '../resilience/breakerControl.ts';
import type { BreakerChange } from '../resilience/circuitBreaker.ts';
import type { BreakerSnapshot } from '../resilience/venueGuard.ts';

export interface RiskGuardDependencies {
  readonly risk: Pick<RiskManager, 'assess' | 'assessAmend'>;
  readonly settings: () => BreakerSettings;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
}

export class RiskGuard {
  private readonly dependencies: RiskGuardDependencies;
  readonly control: ControlledBreaker;

  constructor(dependencies: RiskGuardDependencies) {
    this.dependencies = dependencies;
    const { settings, clock } = dependencies;
    this.control = new ControlledBreaker({
      name: 'risk',
      settings,
      clock,
      append: (change, actor) => this.append(change, actor),
    });
  }

  /** Restores the breaker's state from the last run. */
  async restore(): Promise<void> {
    for await (const event of this.dependencies.store.read(deskStream, { direction: 'backwards' })) {
      if (event.type !== 'RiskBreakerStateChanged') continue;
      this.control.breaker.restore(event.data, event.actor, event.time);
      return;
    }
  }

  /** The decision of risk, or the refusal `risk_unavailable` when risk can't decide. */
  assess(terms: OrderTerms, sender: Actor): Result<RiskDecisionRecord, Refusal> {
    return this.ask(terms.orderId, () => this.dependencies.risk.assess(terms, sender));
  }

  assessAmend(order: Order, change: ReplaceTerms): Result<RiskDecisionRecord, Refusal> {
    return this.ask(order.terms.orderId, () => this.dependencies.risk.assessAmend(order, change));
  }

  /** Makes the same decision for a dry run, and neither counts in the breaker nor in the log. */
  assessDry(terms: OrderTerms, sender: Actor): Result<RiskDecisionRecord, Refusal> {
    return this.askDry(() => this.dependencies.risk.assess(terms, sender));
  }

  assessAmendDry(order: Order, change: ReplaceTerms): Result<RiskDecisionRecord, Refusal> {
    return this.askDry(() => this.dependencies.risk.assessAmend(order, change));
  }

  snapshot(): BreakerSnapshot {
    return this.control.breaker.snapshot();
  }

  private ask(orderId: OrderId, decide: () => RiskDecisionRecord): Result<RiskDecisionRecord, Refusal> {
    const pass = this.control.breaker.tryPass();
    if (typeof pass === 'string') return err(this.openRefusal(pass));
    try {
      const decision = decide();
      pass.succeeded();
      return ok(decision);
    } catch (error) {
      pass.failed(messageOf(error));
      this.dependencies.logger.log('error', 'risk assessment failed', { orderId, error: String(error) });
      return err(unavailable('risk could not be assessed; the order is denied'));
    }
  }

  private askDry(decide: () => RiskDecisionRecord): Result<RiskDecisionRecord, Refusal> {
    const refusal = this.control.breaker.refusal();
    if (refusal !== undefined) return err(this.openRefusal(refusal));
    try {
      return ok(decide());
    } catch (error) {
      return err(unavailable(`risk could not be assessed: ${messageOf(error)}`));
    }
  }

  private async append(change: BreakerChange, actor: Actor): Promise<boolean> {
    const { store, ids, logger } = this.dependencies;
    const context = { correlationId: newCorrelationId(ids), actor };
    const event = newEvent({ type: 'RiskBreakerStateChanged', data: change }, context, ids);
    const appended = await store.append(deskStream, [event], 'any');
    if (!appended.ok) logger.log('error', "the risk breaker's change was not recorded", { to: change.to });
    return appended.ok;
  }

  private openRefusal(reason: string): Refusal {
    return {
      ...unavailable(`risk can't be assessed, its circuit breaker is ${reason}`),
      actual: this.control.breaker.state,
      expected: 'closed',
    };
  }
}

function unavailable(message: string): Refusal {
  return { code: 'risk_unavailable', message, field: 'risk' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

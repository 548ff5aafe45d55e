/** What an operator may do to a circuit breaker: trip, isolate, probe, reset. Each change of the breaker is an event. */
import type { Actor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { BreakerSettings } from '../../domain/venue/breakerMachine.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Clock } from '../ports.ts';
import { CircuitBreaker, type BreakerChange } from './circuitBreaker.ts';
import type { BreakerControl } from './venueGuard.ts';

export interface ControlledBreakerOptions {
  /** The name that messages show: `venue sim`, `risk`. */
  readonly name: string;
  readonly settings: () => BreakerSettings;
  readonly clock: Clock;
  /** Why a probe would prove nothing now; undefined where it would. */
  readonly whyNoProbe?: () => string | undefined;
  /** Puts a change on disk; resolves with false when the store could not take it. */
  readonly append: (change: BreakerChange, actor: Actor) => Promise<boolean>;
}

export class ControlledBreaker implements BreakerControl {
  readonly breaker: CircuitBreaker;
  private readonly name: string;
  private readonly whyNoProbe: () => string | undefined;
  /** The append of the last change, so that an operator's action can wait for it. */
  private recorded: Promise<boolean> = Promise.resolve(true);

  constructor({ name, settings, clock, append, whyNoProbe }: ControlledBreakerOptions) {
    this.name = name;
    this.whyNoProbe = whyNoProbe ?? (() => undefined);
    this.breaker = new CircuitBreaker(settings, clock, (change, actor) => {
      this.recorded = append(change, actor);
    });
  }

  async trip(context: OperatorContext): Promise<Result<void, Refusal>> {
    if (this.breaker.state === 'isolated') return this.refuse('trip', 'it is isolated; reset it first');
    this.breaker.trip(context.reason, context.actor);
    return this.recordedResult();
  }

  async isolate(context: OperatorContext): Promise<Result<void, Refusal>> {
    if (this.breaker.state === 'isolated') return this.refuse('isolate', 'it is isolated already');
    this.breaker.isolate(context.reason, context.actor);
    return this.recordedResult();
  }

  async probe(context: OperatorContext): Promise<Result<void, Refusal>> {
    const { state } = this.breaker;
    const word = state.replace('_', ' ');
    const why = state === 'open' ? this.whyNoProbe() : `it is ${word}, and waits for no probe`;
    if (why !== undefined) return this.refuse('probe', why);
    this.breaker.probe(context.reason, context.actor);
    return this.recordedResult();
  }

  async reset(context: OperatorContext): Promise<Result<void, Refusal>> {
    if (this.breaker.state === 'closed') return this.refuse('reset', 'it is closed');
    this.breaker.reset(context.reason, context.actor);
    return this.recordedResult();
  }

  private async recordedResult(): Promise<Result<void, Refusal>> {
    if (await this.recorded) return ok();
    const message = 'it took effect, but the event store could not record it';
    return err({ code: 'store_unavailable', message });
  }

  private refuse(action: string, why: string): Result<never, Refusal> {
    return err({
      code: 'breaker_state',
      message: `can't ${action} the breaker of ${this.name}: ${why}`,
      actual: this.breaker.state,
    });
  }
}

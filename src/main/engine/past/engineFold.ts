/** The engine, its strategies and the limits in force, as the desk's events have left them. */
import type { StrategyId } from '../../../shared/kernel/ids.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { isNameOf } from '../../../shared/kernel/names.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import { isAlertEvent } from '../../domain/desk/alert.ts';
import type { DeskEventType } from '../../domain/desk/deskEvents.ts';
import { deskEventShapes } from '../../domain/stored/deskEventShapes.ts';
import { isKillSwitchEvent } from '../../domain/trading/killSwitch/killSwitchEvents.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { EngineAt, LimitAt } from './deskAt.ts';
import { LimitsFold } from './limitsFold.ts';

export class EngineFold {
  private engine: EngineAt | undefined;
  private readonly running: Set<StrategyId>;
  private readonly inForce: LimitsFold;

  constructor(engine?: EngineAt, running: Iterable<StrategyId> = [], inForce = new LimitsFold()) {
    this.engine = engine;
    this.running = new Set(running);
    this.inForce = inForce;
  }

  copy(): EngineFold {
    return new EngineFold(this.engine, this.running, this.inForce.copy());
  }

  /** Absent before the first start. */
  get state(): EngineAt | undefined {
    return this.engine;
  }

  strategies(): readonly StrategyId[] {
    return [...this.running].toSorted();
  }

  limits(): readonly LimitAt[] {
    return this.inForce.all();
  }

  apply(event: StoredEvent): void {
    // The folds of the kill switches and of the alerts take theirs.
    if (!isDeskEvent(event) || isKillSwitchEvent(event) || isAlertEvent(event)) return;
    switch (event.type) {
      case 'EngineStarted': {
        const { program, machine, configuration } = event.data;
        const detail = machine === undefined ? program : `${program} on ${machine}`;
        this.engine = { running: true, detail, since: formatMicros(event.time) };
        if (configuration !== undefined) this.inForce.configure(configuration);
        return;
      }
      case 'EngineStopped':
        this.engine = { running: false, detail: event.data.reason, since: formatMicros(event.time) };
        return;
      case 'StrategyStarted':
        this.running.add(event.data.strategy);
        return;
      case 'StrategyStopped':
        this.running.delete(event.data.strategy);
        return;
      case 'ConfigurationChanged':
        return this.inForce.change(event.data.changes);
      case 'RiskLimitChanged': {
        const { limit, scope, to, reason } = event.data;
        return this.inForce.set(limit, scope, to, { by: event.actor, at: formatMicros(event.time), reason });
      }
      case 'RiskBreakerStateChanged':
        // The fold of the venues takes it.
        return;
      case 'ConfigurationRefused':
      case 'RiskOverrideGranted':
      case 'LimitChangeProposed':
      case 'RiskOverrideProposed':
      case 'RiskProposalEnded':
      case 'ClockStepped':
      case 'LeaseTaken':
      case 'LeaseHandedOver':
      case 'TradingDayMarked':
      case 'VenueSimulationConfigured':
      case 'FixPasswordKept':
      case 'FixSessionReleased':
      case 'SubscriberResumed':
      case 'OperatorAdded':
      case 'OperatorRoleChanged':
      case 'OperatorRemoved':
      case 'OperatorPasswordChanged':
      case 'OperatorLoggedIn':
      case 'OperatorLoggedOut':
      case 'OperatorLoginFailed':
      case 'ConsoleConnected':
      case 'ConsoleDisconnected':
      case 'ActionRefused':
      case 'ProducerAdded':
      case 'ProducerTokenRotated':
      case 'ProducerRemoved':
        // They change neither the engine nor a strategy nor a limit in force.
        return;
      default:
        assertNever(event);
    }
  }
}

function isDeskEvent(event: StoredEvent): event is Extract<StoredEvent, { readonly type: DeskEventType }> {
  return isNameOf(deskEventShapes, event.type);
}

/** Puts together the path of a signal: the intake, the coordinator, and the pipeline with its stages. */
import type { AlertBook } from '../../alerts/alertBook.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import type { OrderCommandHandler } from '../../commands/orderCommandHandler.ts';
import type { SubmitDependencies } from '../../commands/submitOrder.ts';
import type { EventBus } from '../../events/subscriptions/eventBus.ts';
import type { SetAsideStreams } from '../../events/understanding/setAsideStreams.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { OperatorBook } from '../../operators/operatorBook.ts';
import { OrderProcessingPipeline } from '../../pipeline/orderProcessingPipeline.ts';
import { creationStage } from '../../pipeline/stages/creationStage.ts';
import { executionStage } from '../../pipeline/stages/executionStage.ts';
import { postProcessingStage } from '../../pipeline/stages/postProcessingStage.ts';
import { riskAssessmentStage } from '../../pipeline/stages/riskAssessmentStage.ts';
import { signalAgeStage, signalAgeStageName } from '../../pipeline/stages/signalAgeStage.ts';
import { validationStage } from '../../pipeline/stages/validationStage.ts';
import type { Clock, IdSource, Logger, Scheduler } from '../../ports.ts';
import type { Interruptions } from '../../orders/interruptions.ts';
import { recordedOutcome, recordedSignal } from '../../signals/recordedOutcome.ts';
import { healthChecks } from './healthChecks.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { RiskGuard } from '../../risk/riskGuard.ts';
import type { EngineMetrics } from '../../telemetry/engineMetrics.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import type { OrderReader } from '../../queries/orderReader.ts';
import { Coordinator } from '../../signals/coordinator.ts';
import type { RiskManager } from '../../risk/riskManager.ts';
import type { SignalChecks } from '../../pipeline/signalChecks.ts';
import type { LiveConfiguration } from '../../settings/liveConfiguration.ts';
import { SignalProcessor } from '../../signals/signalProcessor.ts';
import { withVenueDoor } from '../../commands/venueDoor.ts';

export interface SignalPathDependencies {
  /** The configuration in force; it is read at each use. */
  readonly configuration: LiveConfiguration;
  readonly store: EventStore;
  readonly reader: Pick<OrderReader, 'fault' | 'position'>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** Gets telemetry of single signals; absent where nobody wants it. */
  readonly telemetry?: Telemetry;
  readonly metrics: EngineMetrics;
  readonly handler: OrderCommandHandler;
  readonly checks: SignalChecks;
  readonly risk: RiskManager;
  readonly riskBreaker: RiskGuard;
  readonly submitting: SubmitDependencies;
  readonly interruptions: Pick<Interruptions, 'noteSignal'>;
  readonly setAside: Pick<SetAsideStreams, 'refusal'>;
  readonly lifecycle: Lifecycle;
  readonly operators: Pick<OperatorBook, 'admitSender'>;
  readonly alerts: Pick<AlertBook, 'hold'>;
  readonly bus: Pick<EventBus, 'subscriptions'>;
}

export interface SignalPath {
  readonly pipeline: OrderProcessingPipeline;
  readonly intake: SignalProcessor;
}

export function createSignalPath(dependencies: SignalPathDependencies): SignalPath {
  const { configuration, store, clock, logger, handler, metrics, alerts, bus, lifecycle, setAside } =
    dependencies;
  const { checks, risk, riskBreaker, reader, telemetry = { sink: undefined } } = dependencies;
  const { guards, venueGateOf } = dependencies.submitting;
  const onAcknowledged = (milliseconds: number, { venue, symbol }: OrderTerms): void => {
    metrics.recordAcknowledgement(milliseconds, venue, symbol);
    telemetry.sink?.recordAcknowledgement(venue, symbol, milliseconds);
  };
  const pipeline = new OrderProcessingPipeline({
    clock,
    logger,
    telemetry,
    healthChecks: () => healthChecks({ store, reader, riskBreaker, guards, alerts, bus }),
  })
    .addStage(validationStage(checks, clock))
    .addStage(riskAssessmentStage(checks, riskBreaker, risk))
    .addStage(creationStage(handler))
    .addStage(executionStage({ ...dependencies.submitting, clock }))
    .addStage(postProcessingStage({ clock, logger, onAcknowledged }));
  const installSignalAge = (): void => {
    const { signalAgeMaxMs } = configuration;
    if (signalAgeMaxMs === undefined) pipeline.removeStage(signalAgeStageName);
    else pipeline.addStage(signalAgeStage(signalAgeMaxMs, clock));
  };
  installSignalAge();
  configuration.onChanged(installSignalAge);
  const onRefused = (code: string): void => metrics.recordRefusal(code);
  const { admitSender } = dependencies.operators;
  const shared = { ...dependencies, limits: configuration, onRefused, admitSender };
  const coordinator = new Coordinator({ ...shared, pipeline });
  const intake = new SignalProcessor({
    ...shared,
    risk: riskBreaker,
    coordinator,
    closedBy: () => lifecycle.closedBy(),
    refusalOn: (stream) => setAside.refusal(stream),
    outcomeOf: (...taken) => recordedOutcome(store, handler, ...taken),
    firstOf: (signalId) => recordedSignal(store, signalId),
    throughDoor(venue, decision) {
      const guard = guards.get(venue);
      return guard === undefined ? decision : withVenueDoor(decision, guard.snapshot(), venueGateOf(venue));
    },
  });
  return { pipeline, intake };
}

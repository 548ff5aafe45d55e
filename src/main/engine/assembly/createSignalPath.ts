/** Puts together the path of a signal: intake, coordinator, the pipeline with its stages. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { SignalId, VenueId } from '../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { RiskDecisionRecord } from '../../domain/risk/riskDecision.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { SubmitDependencies } from '../commands/submitOrder.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { EventStore } from '../events/eventStore.ts';
import { OrderProcessingPipeline, type HealthCheck } from '../pipeline/orderProcessingPipeline.ts';
import { creationStage } from '../pipeline/stages/creationStage.ts';
import { executionStage } from '../pipeline/stages/executionStage.ts';
import { postProcessingStage } from '../pipeline/stages/postProcessingStage.ts';
import { riskAssessmentStage } from '../pipeline/stages/riskAssessmentStage.ts';
import { validationStage } from '../pipeline/stages/validationStage.ts';
import type { Clock, IdSource, Logger, Scheduler } from '../ports.ts';
import type { RiskGuard } from '../risk/riskGuard.ts';
import type { EngineMetrics } from '../telemetry/engineMetrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { Coordinator } from '../signals/coordinator.ts';
import { recordedOutcome } from '../signals/recordedOutcome.ts';
import type { RiskManager } from '../risk/riskManager.ts';
import type { SignalChecks } from '../pipeline/signalChecks.ts';
import { SignalProcessor, type SignalProcessorDependencies } from '../signals/signalProcessor.ts';
import { withVenueDoor } from '../signals/venueDoor.ts';

export interface SignalSideDependencies {
  /** The one in force: it is read at each use. */
  readonly configuration: EngineConfiguration;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly metrics: EngineMetrics;
  readonly handler: OrderCommandHandler;
  readonly checks: SignalChecks;
  readonly risk: RiskManager;
  readonly riskBreaker: RiskGuard;
  readonly submitting: SubmitDependencies;
  /** Of what the pipeline does not know: store, venues. */
  readonly healthChecks: () => HealthCheck['checks'];
  readonly closedBy: () => Fault | undefined;
  readonly refusalOn: SignalProcessorDependencies['refusalOn'];
  readonly onInterrupted: (signalId: SignalId) => void;
}

export interface SignalSide {
  readonly pipeline: OrderProcessingPipeline;
  readonly intake: SignalProcessor;
}

export function createSignalSide(dependencies: SignalSideDependencies): SignalSide {
  const { configuration, store, clock, scheduler, ids, logger, handler, metrics } = dependencies;
  const { telemetry, healthChecks, closedBy, refusalOn, onInterrupted } = dependencies;
  const { checks, risk, riskBreaker } = dependencies;
  const onAcknowledged = (milliseconds: number, { venue, symbol }: OrderTerms): void => {
    metrics.recordAcknowledgement(milliseconds, venue, symbol);
    telemetry.sink?.recordAcknowledgement(venue, symbol, milliseconds);
  };
  const pipeline = new OrderProcessingPipeline({ clock, logger, telemetry, healthChecks })
    .addStage(validationStage(checks, clock))
    .addStage(riskAssessmentStage(checks, riskBreaker, risk))
    .addStage(creationStage(handler))
    .addStage(executionStage({ ...dependencies.submitting, clock, onAcknowledged }))
    .addStage(postProcessingStage(clock, logger));
  const tools = { store, clock, scheduler, ids, logger, handler, limits: configuration };
  const onRefused = (code: string): void => metrics.recordRefusal(code);
  const coordinator = new Coordinator({ ...tools, pipeline, risk, onRefused, onInterrupted });
  const { guards, venueGateOf } = dependencies.submitting;
  const throughDoor = (venue: VenueId, decision: RiskDecisionRecord): RiskDecisionRecord => {
    const guard = guards.get(venue);
    return guard === undefined ? decision : withVenueDoor(decision, guard.snapshot(), venueGateOf(venue));
  };
  const outcomeOf: SignalProcessorDependencies['outcomeOf'] = (...taken) =>
    recordedOutcome(store, handler, ...taken);
  const doors = { closedBy, throughDoor, outcomeOf, refusalOn, onRefused };
  const intake = new SignalProcessor({ ...tools, ...doors, checks, risk: riskBreaker, coordinator });
  return { pipeline, intake };
}

import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { CommandFault } from '../../commands/orderCommandHandler.ts';
import type { EventContext } from '../../events/storedEvent.ts';
import type { OrderProcessingContext } from '../orderProcessingContext.ts';
import type { StageResult } from '../orderProcessingPipeline.ts';

export function eventContextOf(context: OrderProcessingContext): EventContext {
  return { correlationId: context.traceId, causationId: context.causationId, actor: context.actor };
}

export function refusedBy(context: OrderProcessingContext, fault: CommandFault): StageResult {
  return { ok: false, context, refusals: [refusalOf(fault)] };
}

export function refusalOf(fault: CommandFault): Refusal {
  return fault.type === 'refused'
    ? fault.refusal
    : { code: 'store_unavailable', message: fault.fault.message };
}

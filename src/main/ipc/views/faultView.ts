/** Faults and refusals of the engine as the window's contract has them. */
import type { FaultView, Reply } from '../../../shared/contract/faults.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';

/** Without its causes, whose messages are for the log. */
export function faultView(fault: Fault): FaultView {
  const { code, message, details } = fault;
  return { code, message, ...(details !== undefined && { details }) };
}

/** A refusal where a call can only fail with a fault. */
export function faultOfRefusal(refusal: Refusal): FaultView {
  const { code, message, field, actual, expected } = refusal;
  const details = {
    ...(field !== undefined && { field }),
    ...(actual !== undefined && { actual }),
    ...(expected !== undefined && { expected }),
  };
  return { code, message, ...(Object.keys(details).length > 0 && { details }) };
}

/** A thrown error as the fault of a broken call: a store that can't be read says why, all else is a bug. */
export function internalFault(error: unknown): FaultView {
  if (error instanceof StoreReadError) return faultView(error.fault);
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

export function replied<T>(value: T): Reply<T> {
  return { ok: true, value };
}

/** The answer to a command that has nothing to tell but a refusal. */
export function settled(result: Result<void, Refusal>): Reply<Record<string, never>> {
  return result.ok ? replied({}) : failed(faultOfRefusal(result.error));
}

export function unknownVenue(venue: string): Reply<never> {
  return failed({
    code: 'venue_unknown',
    message: `There is no such venue: ${venue}.`,
    details: { venue },
  });
}

export function failed(fault: FaultView): Reply<never> {
  return { ok: false, fault };
}

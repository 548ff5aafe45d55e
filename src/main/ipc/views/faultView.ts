/** Makes the window's views of the engine's faults and refusals. */
import type { FaultView, Reply } from '../../../shared/contract/faults.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';

/** Leaves out the causes: their messages are for the log. */
export function faultView(fault: Fault): FaultView {
  const { code, message, details } = fault;
  return { code, message, ...(details !== undefined && { details }) };
}

/** Makes a fault from a refusal, for a call whose only failure is a fault. */
export function faultOfRefusal(refusal: Refusal): FaultView {
  const { code, message, field, actual, expected } = refusal;
  const details = {
    ...(field !== undefined && { field }),
    ...(actual !== undefined && { actual }),
    ...(expected !== undefined && { expected }),
  };
  return { code, message, ...(Object.keys(details).length > 0 && { details }) };
}

/**
 * Makes the fault of a broken call from a thrown error. A store that can't be read says why; every other error is a
 * bug.
 */
export function internalFault(error: unknown): FaultView {
  if (error instanceof StoreReadError) return faultView(error.fault);
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

export function replied<T>(value: T): Reply<T> {
  return { ok: true, value };
}

/** The answer to a command whose only result is success or a refusal. */
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

/** The fault of a position that the store does not have; undefined for one that it has. */
import type { Fault } from '../../../shared/kernel/fault.ts';

export function positionFault(at: number, last: number): Fault | undefined {
  if (at <= last) return undefined;
  const message = `there is no position ${at}: the last one is ${last}`;
  return { code: 'position_unknown', message, details: { at, position: last } };
}

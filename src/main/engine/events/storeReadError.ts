/** The error of a read that failed. */
import type { Fault } from '../../../shared/kernel/fault.ts';

/** Thrown by reads of a store, whose ports have no place for a fault: the file can't be read, or is closed. */
export class StoreReadError extends Error {
  override readonly name = 'StoreReadError';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** The error of a read that failed. */
import type { Fault } from '../../../shared/kernel/fault.ts';

/**
 * Thrown when a store can't be read, because its file is unreadable or closed. The results of reads have no place for a
 * fault.
 */
export class StoreReadError extends Error {
  override readonly name = 'StoreReadError';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Describes how a host starts a simulated venue's process: each host has its own way. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { SimAddress } from '../../infra/venues/sim/client/simConnection.ts';

export interface SimRequest {
  readonly venue: VenueId;
  /** The file of the venue's own record. */
  readonly record: string;
  /** Further arguments of the process: instruments, prices, pace. */
  readonly args: readonly string[];
}

export interface SimHost {
  /** Where the process listens now; undefined while it is being started again. */
  address(): SimAddress | undefined;
  /** Why the process does not run, in its own words. Undefined while it runs, or when it gave no reason. */
  fault(): string | undefined;
  /** Ends the process. */
  close(): Promise<void>;
}

/** Resolves when the venue listens, or with the reason why it does not. */
export type StartSim = (request: SimRequest) => Promise<Result<SimHost, Fault>>;

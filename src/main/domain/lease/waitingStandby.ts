/** An engine's process that waits for the lease, as it tells of itself. */
export interface WaitingStandby {
  readonly host: string;
  readonly pid: number;
  /** When it began to wait, UTC. */
  readonly since: string;
  /** Position up to which its copy follows the record. */
  readonly position: number;
  /** The venues that it has reached a moment ago. */
  readonly reaches: readonly string[];
}

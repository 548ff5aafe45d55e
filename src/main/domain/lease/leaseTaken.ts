/** How an engine came to the lease on its record. */

/** An engine that holds the lease, or has held it. */
export interface LeaseHolder {
  /** The name of the machine. */
  readonly host: string;
  readonly pid: number;
  /** What the process is: `console`, `desk run`. */
  readonly what: string;
  /** When it became the holder, UTC. */
  readonly since: string;
}

/**
 * Why the lease was free: nobody had it before, its holder had let go of it, its holder's process on the same machine
 * had ended, or nothing was renewed.
 */
export const leaseTakenWhys = ['first', 'released', 'ended', 'lapsed'] as const;
export type LeaseTakenWhy = (typeof leaseTakenWhys)[number];

/** A lease that this engine has taken, and from whom. */
export interface LeaseTaken {
  readonly epoch: number;
  readonly why: LeaseTakenWhy;
  /** Undefined for the record's first holder. */
  readonly from: LeaseHolder | undefined;
}

/** How the former holder lost it, after its name. */
export const leaseTakenWords: Readonly<Record<LeaseTakenWhy, string>> = {
  first: 'the first one',
  released: 'which had let go of it',
  ended: 'which had ended',
  lapsed: 'which did not renew it in time',
};

/** Names a holder for people. */
export function holderWords({ what, pid, host }: Pick<LeaseHolder, 'what' | 'pid' | 'host'>): string {
  return `${what} (process ${pid} on ${host})`;
}

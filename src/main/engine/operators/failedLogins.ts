/**
 * Slows down whoever guesses passwords: after each failure the next attempt waits longer, up to a minute, and a success
 * ends the wait. No name is locked for good, because a stranger could then lock everybody out.
 */
import type { Actor } from '../../../shared/kernel/ids.ts';
import { personActor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import type { Door } from '../../domain/desk/operatorEvents.ts';
import { nobodyName } from '../../domain/operator/operators.ts';
import type { Clock } from '../ports.ts';

const waitFirstMs = 1_000;
const waitMsMax = 60_000;
const recordEveryMs = 60_000;

interface Failures {
  readonly count: number;
  readonly atMs: number;
  readonly recordedAtMs: number;
}

export interface FailedLoginsDependencies {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly record: (event: DeskEvent, actor: Actor) => Promise<unknown>;
}

export class FailedLogins {
  private readonly dependencies: FailedLoginsDependencies;
  /** By door and name; all names that nobody has count together. */
  private readonly failures = new Map<string, Failures>();

  constructor(dependencies: FailedLoginsDependencies) {
    this.dependencies = dependencies;
  }

  tooSoon(door: Door, name: string | undefined): Refusal | undefined {
    const failed = this.failures.get(keyOf(door, name));
    if (failed === undefined) return undefined;
    const waitMs = Math.min(waitMsMax, waitFirstMs * 2 ** (failed.count - 1));
    const leftMs = Math.ceil(failed.atMs + waitMs - this.dependencies.clock.monotonicMs());
    if (leftMs <= 0) return undefined;
    const message = `after ${failed.count === 1 ? 'a failed login' : `${failed.count} failed logins`} the next one waits; try again in ${Math.ceil(leftMs / 1_000)} s`;
    return { code: 'login_too_soon', message, actual: `${leftMs} ms left` };
  }

  note(door: Door, name: string | undefined): void {
    const { clock, record } = this.dependencies;
    const key = keyOf(door, name);
    const before = this.failures.get(key);
    const atMs = clock.monotonicMs();
    const count = (before?.count ?? 0) + 1;
    const isDue = before === undefined || atMs - before.recordedAtMs >= recordEveryMs;
    this.failures.set(key, { count, atMs, recordedAtMs: isDue ? atMs : before.recordedAtMs });
    if (!isDue) return;
    const data = { ...(name !== undefined && { operator: name }), door, failures: count };
    void record({ type: 'OperatorLoginFailed', data }, personActor(nobodyName, door));
  }

  forget(door: Door, name: string): void {
    this.failures.delete(keyOf(door, name));
  }
}

function keyOf(door: Door, name: string | undefined): string {
  return `${door} ${name ?? ''}`;
}

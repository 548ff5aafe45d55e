/** The link of this process to PostgreSQL. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { placeOf, type PostgresSettings } from './recordAddress.ts';
import type { RecordLink } from './recordLink.ts';
import { RecordSession } from './recordSession.ts';
import { leaseMoment } from './sharedLease.ts';

/**
 * Names this system: its boot and its table of processes where the system says them, so that two containers are two
 * machines, else its name.
 */
export const thisMachine = ((): string => {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
})();

/** `what` names this process for others. */
export function postgresLink(settings: PostgresSettings, what: string): RecordLink {
  return {
    place: placeOf(settings),
    what,
    process: { host: hostname(), pid: process.pid, machine: thisMachine },
    open: () => RecordSession.open(settings, what),
    pause: (milliseconds, signal) => pause(milliseconds, undefined, { signal }).catch(() => undefined),
    hasEnded,
    moment: leaseMoment,
  };
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

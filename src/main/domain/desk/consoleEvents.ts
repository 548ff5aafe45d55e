/**
 * What consoles of other processes do at the engine's door: events of the `desk` stream, by which anybody can tell later
 * who sat where. Their actor is the engine. A console that is still connected when the engine ends leaves with it.
 */
import type { Standing } from '../../../shared/kernel/roles.ts';

/** A console and the person in front of it, as the engine knows them. */
export interface ConsoleOnRecord {
  /** Names the console. A login at it has the same name, and so has its next connection that keeps the login. */
  readonly console: string;
  /** `nobody` where nobody has logged in. */
  readonly operator: string;
  readonly standing: Standing;
  /** The machine's name as the console says it: nothing proves it. */
  readonly machine: string;
  /** The name in its certificate; absent for a console on the engine's machine. */
  readonly certificate?: string;
  /** The address from which it came; absent for a console on the engine's machine. */
  readonly address?: string;
  /** When the connection began, UTC. The event may come later, where many connections came at once. */
  readonly since: string;
}

export interface ConsoleEventData {
  readonly ConsoleConnected: ConsoleOnRecord;
  readonly ConsoleDisconnected: ConsoleOnRecord & {
    /** What ended the connection, as the end of a sentence. */
    readonly why: string;
    /**
     * How many connections from this place the event stands for; absent for one that has a `ConsoleConnected`. Whoever
     * comes and goes without end is counted, and the last one is named.
     */
    readonly times?: number;
  };
}

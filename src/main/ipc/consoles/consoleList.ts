/** The consoles that are connected to the engine. One person sits in front of all windows of a console. */
import type { ConsolePerson, ConsoleView } from '../../../shared/contract/consoles.ts';
import { holds } from '../../../shared/kernel/roles.ts';
import { formatMicros, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { DoorSession, SessionPlace } from '../../engine/operators/doorSession.ts';

/** Where a console is. */
export interface ConsolePlace extends SessionPlace {
  readonly machine: string;
}

export interface ConnectedConsole {
  readonly session: DoorSession;
  readonly place: ConsolePlace;
  readonly since: EpochMicros;
}

export class ConsoleList {
  private readonly connected = new Set<ConnectedConsole>();

  add(console: ConnectedConsole): void {
    this.connected.add(console);
  }

  remove(console: ConnectedConsole): void {
    this.connected.delete(console);
  }

  /** The consoles, for a session that may view the desk; none for others. */
  views(asking: DoorSession): ConsoleView[] {
    const { standing } = asking.view();
    if (!holds(standing, 'view')) return [];
    return [...this.connected].map((console) => ({
      ...personAt(console),
      since: formatMicros(console.since),
      isYours: console.session === asking,
    }));
  }
}

export function personAt({ session, place }: Pick<ConnectedConsole, 'session' | 'place'>): ConsolePerson {
  const { operator, standing } = session.view();
  const { machine, certificate } = place;
  return { operator, standing, machine, ...(certificate !== undefined && { certificate }) };
}

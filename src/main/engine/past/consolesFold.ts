/** The consoles that were connected to the engine, and who sat in front of them. */
import { nobodyName } from '../../domain/operator/operators.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { ConsoleAt } from './deskAt.ts';

export class ConsolesFold {
  private readonly connected: Map<string, ConsoleAt>;

  constructor(connected: Iterable<readonly [string, ConsoleAt]> = []) {
    this.connected = new Map(connected);
  }

  copy(): ConsolesFold {
    return new ConsolesFold(this.connected);
  }

  all(): readonly ConsoleAt[] {
    return [...this.connected.values()];
  }

  apply(event: StoredEvent): void {
    switch (event.type) {
      case 'EngineStarted':
      case 'EngineStopped':
        // A console is connected to one run of the engine.
        this.connected.clear();
        return;
      case 'ConsoleConnected': {
        const { standing: _standing, ...console } = event.data;
        this.connected.set(console.console, console);
        return;
      }
      case 'ConsoleDisconnected':
        this.connected.delete(event.data.console);
        return;
      case 'OperatorLoggedIn':
        this.seat(event.data.console, event.data.operator);
        return;
      case 'OperatorLoggedOut':
        this.seat(event.data.console, nobodyName);
        return;
      default:
        return;
    }
  }

  private seat(console: string | undefined, operator: string): void {
    const connected = this.connected.get(console ?? '');
    if (connected !== undefined) this.connected.set(connected.console, { ...connected, operator });
  }
}

/** The phases of an engine, from not started to stopping. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { EventStore } from '../../events/eventStore.ts';

export type Phase = 'not started' | 'starting' | 'running' | 'stopping';

/** Knows the engine's phase, and what keeps signals out of the engine. */
export class Lifecycle {
  private readonly store: Pick<EventStore, 'writeFault'>;
  phase: Phase = 'not started';

  constructor(store: Pick<EventStore, 'writeFault'>) {
    this.store = store;
  }

  /** The fault that keeps signals out now; undefined while the engine takes signals. */
  closedBy(): Fault | undefined {
    if (this.phase !== 'running') return { code: 'not_running', message: `the engine is ${this.phase}` };
    return this.store.writeFault();
  }
}

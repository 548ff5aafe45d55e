/** A book that the desk's stream fills: it reads the stream at a start, and follows what is on disk from then on. */
import { deskStream } from '../../../../shared/kernel/ids.ts';
import type { StoredEvent } from '../storedEvent.ts';
import { DeskChanges, type DeskChangesDependencies } from './deskChanges.ts';

export abstract class DeskBook<Dependencies extends DeskChangesDependencies> {
  protected readonly dependencies: Dependencies;
  protected readonly changes: DeskChanges;

  constructor(dependencies: Dependencies) {
    this.dependencies = dependencies;
    this.changes = new DeskChanges(dependencies);
  }

  /** Called at a start, before anybody can act. */
  async restore(): Promise<void> {
    for await (const event of this.dependencies.store.read(deskStream)) this.apply(event);
  }

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) if (event.streamId === deskStream) this.apply(event);
  }

  protected abstract apply(event: StoredEvent): void;
}

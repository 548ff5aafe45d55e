import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import { conflict, versionFits } from '../../engine/events/appendFaults.ts';
import type { EventRow } from '../../engine/events/eventRow.ts';
import { noStreamVersion, type AppendResult, type StreamAppend } from '../../engine/events/eventStore.ts';
import { storedForm } from '../../engine/events/storedForm.ts';
import type { NewEvent, StoredEvent } from '../../engine/events/storedEvent.ts';
import type { Upcasters } from '../../engine/events/upcast.ts';
import type { PendingAppend } from './appendQueue.ts';

/** What the planner must know of what is stored and in flight. */
export interface KnownEvents {
  readonly upcasters: Upcasters;
  /** The event with this id, stored or in flight. */
  find(eventId: string): StoredEvent | undefined;
  /** Version of the stream, appends in flight included. */
  version(streamId: StreamId): number;
}

export type AppendPlan = Omit<PendingAppend, 'settle'> & {
  readonly versions: ReadonlyMap<StreamId, number>;
};

/** Gives events their places. Changes nothing: a conflict, or an error, leaves no trace. */
export function planAppends(
  known: KnownEvents,
  appends: readonly StreamAppend[],
  nextPosition: number,
  time: EpochMicros,
): { readonly plan: AppendPlan } | { readonly refused: AppendResult } {
  const result: StoredEvent[] = [];
  const fresh: StoredEvent[] = [];
  const rows: EventRow[] = [];
  const versions = new Map<StreamId, number>();
  let planned: Map<string, StoredEvent> | undefined;
  let version = noStreamVersion;

  const find = (event: NewEvent): StoredEvent | undefined =>
    planned?.get(event.eventId) ?? known.find(event.eventId);

  for (const { streamId, events, expected } of appends) {
    version = versions.get(streamId) ?? known.version(streamId);
    const first = events.map(find);
    const repeats = events.length > 0 && !first.includes(undefined);
    if (!repeats && !versionFits(expected, version)) {
      return { refused: conflict(streamId, expected, version) };
    }
    for (const [index, event] of events.entries()) {
      let stored = first[index] ?? planned?.get(event.eventId);
      if (stored === undefined) {
        const form = storedForm(event, {
          position: nextPosition + fresh.length,
          streamId,
          version: ++version,
          schemaVersion: known.upcasters.schemaVersionOf(event.type),
          time,
        });
        stored = form.event;
        fresh.push(stored);
        rows.push(form.row);
        (planned ??= new Map()).set(event.eventId, stored);
      }
      result.push(stored);
    }
    versions.set(streamId, version);
  }
  return { plan: { result, fresh, rows, version, versions } };
}

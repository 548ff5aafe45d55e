/** Appends to the `desk` stream. */
import { deskStream, newCorrelationId, type Actor } from '../../../../shared/kernel/ids.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { DeskEvent } from '../../../domain/desk/deskEvents.ts';
import type { IdSource } from '../../ports.ts';
import type { EventStore } from '../eventStore.ts';
import { newEvent } from '../newEvent.ts';

/** Appends events to the `desk` stream, all of them or none. Resolves once they are on disk. */
export async function recordOnDesk(
  { store, ids }: { readonly store: EventStore; readonly ids: IdSource },
  events: readonly DeskEvent[],
  actor: Actor,
): Promise<Result<void, Fault>> {
  const context = { correlationId: newCorrelationId(ids), actor };
  const news = events.map((event) => newEvent(event, context, ids));
  const result = await store.append(deskStream, news, 'any');
  if (result.ok) return ok();
  invariant(result.error.code === 'store_unavailable', 'an append without a version meets no conflict');
  return err(result.error.fault);
}

/**
 * Makes the rows of the reporting tables anew from the events, beside those that the views show, and lets the views show
 * the new ones once they have at least the same events. Whoever reads the views meanwhile notices nothing.
 */
import type { EventStore } from '../../../engine/events/eventStore.ts';
import { RecordError } from '../recordFault.ts';
import type { RecordSession } from '../recordSession.ts';
import { eventBatches } from './eventBatches.ts';
import { addToBuild, removeOtherBuilds, reportCheckpoint, showBuild } from './reportBook.ts';
import { ReportProjection } from './reportProjection.ts';
import { reportRows } from './reportRows.ts';

/** The lock's number, `BRKWREP1` in ASCII; one for a database. */
const lockKey = '4778964993008093233';

export interface BuildHooks {
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives the position that the new rows hold. Throws RecordError: `rebuild_running`; `reports_ahead` where the events are
 * an older copy; `record_taken` where another engine has become the writer meanwhile.
 */
export async function buildReports(
  session: RecordSession,
  events: Pick<EventStore, 'read' | 'readAll' | 'head'>,
  hooks: BuildHooks = {},
): Promise<number> {
  const { rows } = await session.ask<{ taken: boolean }>({
    text: `SELECT pg_try_advisory_lock(${lockKey}) AS taken`,
  });
  if (rows[0]?.taken !== true) {
    throw new RecordError({
      code: 'rebuild_running',
      message: 'The reporting tables are being made anew already',
    });
  }
  try {
    await removeOtherBuilds(session);
    const position = await build(session, events, hooks);
    await removeOtherBuilds(session);
    return position;
  } finally {
    if (session.isOpen) await session.ask({ text: `SELECT pg_advisory_unlock(${lockKey})` });
  }
}

async function build(
  session: RecordSession,
  events: Pick<EventStore, 'read' | 'readAll' | 'head'>,
  { onProgress, signal }: BuildHooks,
): Promise<number> {
  const present = await reportCheckpoint(session);
  const projection = new ReportProjection(events, 0);
  for (;;) {
    const before = projection.position;
    for await (const batch of eventBatches(events, before)) {
      signal?.throwIfAborted();
      const { orders, signals } = await projection.take(batch);
      await addToBuild(session, present.build + 1, reportRows(orders.values(), signals.values()));
      onProgress?.(projection.position, events.head().position);
    }
    if (await showBuild(session, present, projection.position)) return projection.position;
    const now = await reportCheckpoint(session);
    if (now.build !== present.build || now.epoch !== present.epoch) throw taken();
    // The engine that follows the record was faster; the events that it has had are here by now.
    if (projection.position === before) throw ahead(now.position, before);
  }
}

function taken(): RecordError {
  return new RecordError({
    code: 'record_taken',
    message:
      'Another engine has become the writer of the record meanwhile; the reporting tables are as they were',
  });
}

function ahead(there: number, here: number): RecordError {
  return new RecordError({
    code: 'reports_ahead',
    message: `The reporting tables hold the events up to position ${there}, and the copy in this data folder ends at ${here}: make them anew from the folder of the engine that runs`,
    details: { there, here },
  });
}

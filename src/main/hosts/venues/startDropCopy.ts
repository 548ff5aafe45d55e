/** Makes the session of a venue's drop copy, where the configuration has one. The engine opens it. */
import { join } from 'node:path';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { quotedAt } from '../../domain/instrument/referencePrice.ts';
import type { Clock, Logger, Scheduler } from '../../engine/ports.ts';
import type { DeskConfiguration, FixSettings } from '../../infra/configuration/deskConfiguration.ts';
import type { FixNotice } from '../../infra/venues/fix/fixVenueOptions.ts';
import { Dialect } from '../../infra/venues/fix/application/dialect.ts';
import { DropCopySession } from '../../infra/venues/fix/dropCopy/dropCopySession.ts';
import { readCredentials } from '../../infra/venues/fix/transport/credentials.ts';
import { fixConnection } from '../../infra/venues/fix/transport/fixConnection.ts';
import { openSessionStore } from './openSessionStore.ts';

export interface StartDropCopyOptions {
  readonly folder: string;
  readonly configuration: Pick<DeskConfiguration, 'engine'>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly onNotice: (venue: VenueId, notice: FixNotice) => void;
}

/** Faults: those of readCredentials and openSessionStore. */
export function startDropCopy(
  options: StartDropCopyOptions,
  venue: VenueId,
  { dropCopy, codes, tags }: FixSettings,
): Result<DropCopySession | undefined, Fault> {
  if (dropCopy === undefined) return ok(undefined);
  const { folder, configuration, clock, scheduler, logger, onNotice } = options;
  const name = `the drop copy of venue ${venue}`;
  const readable = readCredentials(dropCopy.credentials);
  if (!readable.ok) {
    const { code, message } = readable.error;
    return err({ code, message: `${name} does not start: ${message}` });
  }
  const store = openSessionStore(name, dropCopyRecordFile(folder, venue), dropCopy);
  if (!store.ok) return store;
  const { session, schedule, graceMs, downAfterMs } = dropCopy;
  return ok(
    new DropCopySession({
      venue,
      graceMs,
      downAfterMs,
      settings: session,
      schedule,
      dialect: new Dialect(codes, tags, quotedAt(configuration.engine.instruments, venue)),
      store: store.value,
      openWire: fixConnection(dropCopy.address),
      credentials: () => readCredentials(dropCopy.credentials),
      clock,
      scheduler,
      logger,
      onNotice: (notice) => onNotice(venue, notice),
    }),
  );
}

/** The file with the sequence numbers and messages of a drop copy. */
export function dropCopyRecordFile(folder: string, venue: VenueId): string {
  return join(folder, `drop-copy-${venue.replace(/[^A-Za-z0-9._-]/g, '_')}.db`);
}

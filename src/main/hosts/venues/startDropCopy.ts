/** Makes the session of a venue's drop copy, where the configuration has one. The engine opens it. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { quotedAt } from '../../domain/instrument/referencePrice.ts';
import type { DeskConfiguration, FixSettings } from '../../infra/configuration/deskConfiguration.ts';
import type { MaySend } from '../../infra/venues/fencedWriter.ts';
import type { FixNotice } from '../../infra/venues/fix/fixVenueOptions.ts';
import { Dialect } from '../../infra/venues/fix/application/dialect.ts';
import { DropCopySession } from '../../infra/venues/fix/dropCopy/dropCopySession.ts';
import { readCredentials } from '../../infra/venues/fix/transport/credentials.ts';
import { fixConnection } from '../../infra/venues/fix/transport/fixConnection.ts';
import type { FixOver } from './fixAlert.ts';
import { openSessionStore, type SessionStoreOptions } from './openSessionStore.ts';
import { sessionRecordFile } from './sessionRecordFile.ts';

export interface StartDropCopyOptions extends SessionStoreOptions {
  readonly folder: string;
  readonly configuration: Pick<DeskConfiguration, 'engine' | 'store'>;
  readonly maySend?: MaySend;
  readonly onNotice: (venue: VenueId, notice: FixNotice) => void;
  readonly onOver: (...over: FixOver) => void;
}

/** Faults: those of readCredentials and openSessionStore. */
export async function startDropCopy(
  options: StartDropCopyOptions,
  venue: VenueId,
  { dropCopy, codes, tags }: FixSettings,
): Promise<Result<DropCopySession | undefined, Fault>> {
  if (dropCopy === undefined) return ok(undefined);
  const { folder, configuration, clock, scheduler, logger, maySend, onNotice, onOver } = options;
  const name = `the drop copy of venue ${venue}`;
  const readable = readCredentials(dropCopy.credentials);
  if (!readable.ok) {
    const { code, message } = readable.error;
    return err({ code, message: `${name} does not start: ${message}` });
  }
  const path = sessionRecordFile(folder, venue, 'drop_copy');
  const store = await openSessionStore(options, name, path, dropCopy);
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
      openWire: fixConnection(dropCopy.address, maySend),
      credentials: () => readCredentials(dropCopy.credentials),
      clock,
      scheduler,
      logger,
      onNotice: (notice) => onNotice(venue, notice),
      onOver: (kind, how) => onOver(venue, kind, how, 'drop_copy'),
    }),
  );
}

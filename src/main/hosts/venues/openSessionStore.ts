/** Opens the record of a FIX session, of orders or of copies, once its certificates can be used. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import { err, type Result } from '../../../shared/kernel/result.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { Clock, Logger, Scheduler } from '../../engine/ports.ts';
import {
  recordOf,
  type DeskConfiguration,
  type FixSettings,
} from '../../infra/configuration/deskConfiguration.ts';
import { openRecordedFixStore, type DeskRecord } from '../../infra/postgres/fix/openRecordedFixStore.ts';
import { openFixStore, type FixStore } from '../../infra/venues/fix/store/fixStore.ts';
import { whyNotTrusted } from '../../infra/venues/fix/transport/fixConnection.ts';

export interface SessionStoreOptions {
  readonly configuration: Pick<DeskConfiguration, 'store'>;
  readonly events: Pick<EventStore, 'lease'>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/**
 * Faults: those of openFixStore and openRecordedFixStore, and `certificates_unusable`. A session without its record must
 * not begin at 1 by itself. `name` is whose session it is, for people.
 */
export async function openSessionStore(
  options: SessionStoreOptions,
  name: string,
  path: string,
  { address, session, schedule }: Pick<FixSettings, 'address' | 'session' | 'schedule'>,
): Promise<Result<FixStore, Fault>> {
  const untrusted = whyNotTrusted(address);
  if (untrusted !== undefined) {
    return err({ code: 'certificates_unusable', message: `${name} does not start: ${untrusted}` });
  }
  const record = deskRecord(options);
  const store =
    record === undefined
      ? openFixStore(path, session)
      : await openRecordedFixStore({ ...options, path, identity: session, schedule, record });
  if (store.ok) return store;
  const { code, message, details } = store.error;
  const said = `${name} does not start, since the record of its FIX session can not be used: ${message}`;
  return err({ code, message: said, ...(details !== undefined && { details }) });
}

/** The record that has the desk's events; undefined where the data folder has them itself. */
function deskRecord({ configuration, events }: SessionStoreOptions): DeskRecord | undefined {
  const settings = recordOf(configuration.store);
  if (settings === undefined) return undefined;
  const { lease } = events;
  invariant(lease !== undefined, 'the engine is the writer of its record');
  return { settings, epoch: lease.epoch };
}

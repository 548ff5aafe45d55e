/** Opens the record of a FIX session, of orders or of copies, once its certificates can be used. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, type Result } from '../../../shared/kernel/result.ts';
import type { FixSettings } from '../../infra/configuration/deskConfiguration.ts';
import { openFixStore, type FixStore } from '../../infra/venues/fix/store/fixStore.ts';
import { whyNotTrusted } from '../../infra/venues/fix/transport/fixConnection.ts';

/**
 * Faults: those of openFixStore, and `certificates_unusable`. A session without its record must not begin at 1 by
 * itself. `name` is whose session it is, for people.
 */
export function openSessionStore(
  name: string,
  path: string,
  { address, session }: Pick<FixSettings, 'address' | 'session'>,
): Result<FixStore, Fault> {
  const untrusted = whyNotTrusted(address);
  if (untrusted !== undefined) {
    return err({ code: 'certificates_unusable', message: `${name} does not start: ${untrusted}` });
  }
  const store = openFixStore(path, session);
  if (store.ok) return store;
  const { code, message, details } = store.error;
  const said = `${name} does not start, since the record of its FIX session can not be used: ${message}`;
  return err({ code, message: said, ...(details !== undefined && { details }) });
}

/** The alerts for what is derived from the events: its files, and the thread that reads them. */
import { alertIdOf } from '../../shared/kernel/ids.ts';
import type { Fault } from '../../shared/kernel/fault.ts';
import type { Alert } from '../domain/desk/alert.ts';

/** The alert for files that were made anew. `position` is the store's head, which gives each occasion its own id. */
export function remadeAlert(faults: readonly Fault[], position: number): Alert {
  const message = faults.map((fault) => fault.message).join('; ');
  return {
    alertId: alertIdOf(`derived_file_remade:${position}`),
    kind: 'derived_file_remade',
    cause: 'derived_file_remade',
    holdsOrders: false,
    message: `a file that is derived from the events was not as it was written, and is made anew: ${message}`,
    advice: 'Look at the disk, and run desk verify: something else than this program has changed the file.',
  };
}

/** The alert for a reading thread that ended. `position` is the store's head, which gives each occasion its own id. */
export function readerEndedAlert(fault: Fault, position: number): Alert {
  return {
    alertId: alertIdOf(`reader_ended:${position}`),
    kind: 'reader_ended',
    cause: 'reader_ended',
    holdsOrders: false,
    message: `the thread that answers questions about orders and events has ended: ${fault.message}`,
    advice:
      'Trading goes on and another thread is started by itself; if it ends again and again, look at the log and at the disk',
  };
}

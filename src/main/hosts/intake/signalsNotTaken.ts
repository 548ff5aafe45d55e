/** The alert for a door that takes no signals, and for a file of signals that is refused as a whole. */
import { alertIdOf } from '../../../shared/kernel/ids.ts';
import type { Alert } from '../../domain/desk/alert.ts';

/** `cause` is the same for one occasion only. */
export function signalsNotTaken(cause: string, message: string, advice: string): Alert {
  return {
    alertId: alertIdOf(`signals_not_taken:${cause}`),
    kind: 'signals_not_taken',
    holdsOrders: false,
    message,
    advice,
  };
}

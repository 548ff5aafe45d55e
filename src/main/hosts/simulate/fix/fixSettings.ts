/** The session between the desk of a run and its FIX venue. */
import type { SessionSettings } from '../../../infra/venues/fix/session/sessionState.ts';

export const fixSettings: SessionSettings = {
  beginString: 'FIX.4.4',
  senderCompId: 'DESK',
  targetCompId: 'VENUE',
  heartbeatSeconds: 5,
  resetOnLogon: false,
};

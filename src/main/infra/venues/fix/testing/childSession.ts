/** The session between the desk of the tests and `executor`. */
import type { FixCapabilities } from '../fixVenueOptions.ts';
import type { SessionSettings } from '../session/sessionState.ts';

export const childSession: SessionSettings = {
  beginString: 'FIX.4.4',
  senderCompId: 'DESK',
  targetCompId: 'EXECUTOR',
  heartbeatSeconds: 30,
  resetOnLogon: false,
};

export const limitOnly: FixCapabilities = {
  orderTypes: ['limit'],
  timesInForce: ['DAY'],
  replace: false,
  statusRequest: false,
  massStatus: false,
};

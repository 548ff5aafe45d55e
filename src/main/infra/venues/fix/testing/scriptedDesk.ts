/**
 * The configuration of a desk that trades SPX at a scripted venue on this port of this machine, and nowhere else.
 * `change` are further keys of the FIX session.
 */
export function scriptedDesk(port: number, change: object = {}) {
  const instrument = { symbol: 'SPX', venue: 'exec', currency: 'USD', tickSize: '0.25', lotSize: '1' };
  const fix = {
    host: '127.0.0.1',
    port,
    beginString: 'FIX.4.4',
    senderCompId: 'DESK',
    targetCompId: 'VENUE',
    heartbeatSeconds: 30,
    resetOnLogon: false,
    tls: null,
    capabilities: { orderTypes: ['limit'], timesInForce: ['DAY'], replace: false, statusRequest: false },
    // The whole day: a test holds at any hour.
    schedule: { timeZone: 'America/New_York', start: '17:00', end: '17:00' },
    ...change,
  };
  return {
    instruments: [{ ...instrument, referencePrice: '1400' }],
    venues: [{ venue: 'exec', kind: 'fix', fix }],
  };
}

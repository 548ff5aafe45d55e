/** What the bar of incidents shows, in which order, and in which words. */
import { describe, expect, test } from 'vitest';
import type { Status } from '../../../../shared/contract/status.ts';
import { sampleAlert } from '../../../../shared/contract/testing/sampleAlert.ts';
import type { Connection } from '../connection.ts';
import { incidentsOf, type DeskState } from './incidentsOf.ts';

const now = Date.parse('2026-11-23T10:00:30.000Z');
const breaker = { state: 'closed', reason: 'it is new', actor: 'engine' };
const sim = {
  venue: 'sim',
  connected: true,
  connectionDetail: 'logged in',
  cancelOnDisconnect: false,
  breaker,
};
const well = {
  accepting: true,
  store: { writable: true, dataFolder: '/data' },
  trading: { states: [{ scope: 'desk', state: 'active' }], kills: [] },
  riskBreaker: breaker,
  venues: [sim],
  reconciliations: [],
  markets: [],
  subscribers: [],
  unprotected: [],
  ordersInDoubt: 0,
  alerts: [],
  alertsOpen: 0,
  proposals: { waiting: 0, forYou: 0 },
  alertsAcknowledged: [],
} as unknown as Status;

function incidents(status: object, desk: Partial<DeskState> = {}) {
  const state: DeskState = {
    connection: { state: 'connected', since: 0 },
    status: { ...well, ...status },
    receivedAt: now,
    clockStep: undefined,
    ...desk,
  };
  return incidentsOf(state, now);
}
const kinds = (...from: Parameters<typeof incidents>) => incidents(...from).map(({ kind }) => kind);

describe('the bar of incidents', () => {
  test('is empty on a desk that is well', () => {
    expect(incidents({})).toEqual([]);
  });

  test.each([
    ['engine_gone', 'The engine has stopped', 'Orders already at a venue keep working there.'],
    ['engine_lost', 'The connection to the engine is lost', 'stop trading on the machine of the engine'],
    ['certificate_refused', 'A certificate is refused', 'stop trading on the machine of the engine'],
  ])('says of %s what it means', (code, title, advice) => {
    const connection: Connection = { state: 'gone', since: 0, fault: { code, message: 'It says why.' } };
    const state = { connection, status: undefined, receivedAt: 0, clockStep: undefined };
    expect(incidentsOf(state, 0)).toMatchObject([
      { title, advice: expect.stringContaining(advice) as string },
    ]);
  });

  test('has what stops every order first, and a restricted strategy not at all', () => {
    const states = [
      { scope: 'desk', state: 'halted', reason: 'drill', actor: 'operator:ann' },
      { scope: 'strategy:cross', state: 'halted', reason: 'drill', actor: 'operator:ann' },
      { scope: 'venue:sim', state: 'reducing', reason: 'drill', actor: 'operator:ann' },
    ];
    const status = {
      trading: { states, kills: [] },
      venues: [{ ...sim, connected: false, connectionDetail: 'refused' }],
      ordersInDoubt: 2,
      accepting: false,
      fault: { code: 'disk_full', message: 'The disk is full' },
    };
    expect(kinds(status)).toEqual([
      'no_orders_taken',
      'desk_halted',
      'venue_disconnected',
      'orders_in_doubt',
      'scope_restricted',
    ]);
    expect(incidents(status)[0]).toMatchObject({
      title: 'Disk full: no order is taken',
      advice: expect.stringContaining('What was acknowledged is safe in /data.'),
    });
    expect(incidents(status)[1]?.why).toBe('Drill. By ann.');
  });

  test('tells a venue once, by its worst', () => {
    const open = { ...breaker, state: 'open', reason: '5 failures in a row' };
    expect(kinds({ venues: [{ ...sim, breaker: open }] })).toEqual(['venue_breaker']);
    const [away] = incidents({ venues: [{ ...sim, connected: false, breaker: open }] });
    expect(away).toMatchObject({ title: 'sim disconnected', why: 'Logged in. Its breaker is open too.' });
  });

  test('knows from the record since when, and whether somebody has acknowledged it', () => {
    const venues = [{ ...sim, connected: false }];
    const alert = { ...sampleAlert, kind: 'venue_disconnected' as const, venue: 'sim' };
    const since = Date.parse(alert.raisedAt);
    expect(incidents({ venues })).toMatchObject([{ record: 'none' }]);
    expect(incidents({ venues, alerts: [alert], alertsOpen: 1 })).toMatchObject([{ record: 'open', since }]);
    expect(incidents({ venues, alertsAcknowledged: [alert] })).toMatchObject([
      { record: 'acknowledged', since },
    ]);
    const muted = { ...alert, mutedUntil: '2026-11-23T11:00:00.000000Z' };
    expect(incidents({ venues, alerts: [muted] })).toMatchObject([{ record: 'acknowledged' }]);
  });

  test('has the alerts that hold orders, and other critical alerts in one line', () => {
    const other = { ...sampleAlert, alertId: 'b' };
    const holding = { ...sampleAlert, alertId: 'h', holdsOrders: true };
    expect(incidents({ alerts: [sampleAlert, other, holding], alertsOpen: 3 })).toMatchObject([
      { kind: 'orders_held', lead: { label: 'Show the alert and 2 more' } },
      { kind: 'critical_alert', title: '2 critical alerts' },
    ]);
    expect(kinds({ alerts: [{ ...sampleAlert, severity: 'warning' }] })).toEqual([]);
    expect(incidents({ alerts: [sampleAlert, other], alertsOpen: 3_000 })).toMatchObject([
      { title: '2 or more critical alerts' },
    ]);
  });

  test('says only that the engine is gone when it is: nothing else is known', () => {
    const fault = { code: 'engine_gone', message: 'the thread ended' };
    const gone = incidents({ ordersInDoubt: 2 }, { connection: { state: 'gone', since: 5, fault } });
    expect(gone).toMatchObject([{ kind: 'engine_gone', since: 5, lead: { to: 'reconnect' } }]);
    expect(gone[0]?.why).toContain('The thread ended.');
  });

  test('says that the engine stands still after four seconds without a status', () => {
    expect(kinds({}, { receivedAt: now - 3_900 })).toEqual([]);
    expect(kinds({}, { receivedAt: now - 4_100 })).toEqual(['engine_silent']);
    const connecting = { state: 'connecting', since: now - 4_100 } as const;
    expect(incidents({}, { connection: connecting })[0]?.title).toBe('No engine yet');
    const connected = { state: 'connected', since: now - 4_100 } as const;
    const before = { connection: connected, status: undefined, receivedAt: 0 };
    expect(incidents({}, before)[0]?.title).toBe('No engine yet');
  });

  test('says a clock that was set with its direction and size', () => {
    const clockStep = { position: 7, byMs: -3_600_000, at: now };
    expect(incidents({}, { clockStep })).toMatchObject([
      { title: 'The clock was set back', why: expect.stringContaining('set back by 60 min') },
    ]);
  });

  test('tells old prices of a venue that speaks; those of a silent venue are told with the venue', () => {
    const markets = [{ symbol: 'SPX', last: '1', source: 'sim', stale: true }];
    expect(kinds({ markets })).toEqual(['prices_stale']);
    const silent = { ...sim, silentSince: '2026-11-23T10:00:00.000000Z' };
    expect(kinds({ markets, venues: [silent] })).toEqual(['venue_silent']);
  });
});

import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deskStream } from '../../../../shared/kernel/ids.ts';
import { mayNotSign, openStoreAlerts } from './openStoreAlerts.ts';

let database: Database.Database;

beforeEach(() => {
  database = new Database(':memory:');
  database.exec('CREATE TABLE events (stream TEXT, version INTEGER, type TEXT, data TEXT)');
});

afterEach(() => {
  database.close();
});

function write(version: number, type: string, data: object): void {
  database
    .prepare('INSERT INTO events VALUES (?, ?, ?, ?)')
    .run(deskStream, version, type, JSON.stringify(data));
}

const raised = { kind: 'store_rolled_back', message: 'it was rolled back' };

describe('alerts about the store', () => {
  it.each([
    ['today', 'AlertRaised', 'AlertAcknowledged', { alertId: 'one' }],
    ['by the version before', 'AlarmRaised', 'AlarmAcknowledged', { alarmId: 'one' }],
  ])('written %s are open until they are acknowledged', (_when, raise, acknowledge, id) => {
    write(1, raise, { ...raised, ...id });
    expect(openStoreAlerts(database)).toEqual([raised.message]);
    expect(mayNotSign(database)).toBe(true);
    write(2, acknowledge, { ...id, reason: 'looked into' });
    expect(openStoreAlerts(database)).toEqual([]);
    expect(mayNotSign(database)).toBe(false);
  });

  it('written before are acknowledged by an event of today', () => {
    write(1, 'AlarmRaised', { ...raised, alarmId: 'one' });
    write(2, 'AlertAcknowledged', { alertId: 'one', reason: 'looked into' });
    expect(openStoreAlerts(database)).toEqual([]);
  });
});

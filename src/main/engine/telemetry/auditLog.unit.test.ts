import { describe, expect, it } from 'vitest';
import { epochMicros } from '../../../shared/kernel/time.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { auditLog } from './auditLog.ts';

interface Entry {
  readonly level: string;
  readonly fields: unknown;
}

function logged(streamId: string, type: string, data: object = {}): Entry[] {
  const entries: Entry[] = [];
  const subscriber = auditLog({ log: (level, _message, fields) => void entries.push({ level, fields }) });
  const event = {
    position: 7,
    streamId,
    type,
    data,
    actor: 'operator:ada',
    correlationId: 'c',
    time: epochMicros(0),
  };
  void subscriber.handle(event as unknown as StoredEvent);
  return entries;
}

describe('the audit log', () => {
  it('has what operators did to the desk, with who, when and the position', () => {
    expect(logged('desk', 'TradingStateChanged', { reason: 'news' })).toEqual([
      {
        level: 'info',
        fields: {
          position: 7,
          stream: 'desk',
          type: 'TradingStateChanged',
          actor: 'operator:ada',
          correlationId: 'c',
          at: '1970-01-01T00:00:00.000000Z',
          data: { reason: 'news' },
        },
      },
    ]);
  });

  it.each([
    ['venue-sim', 'VenueDisconnected', {}, 'warn'],
    ['venue-sim', 'VenueConnected', {}, 'info'],
    ['venue-sim', 'ReconciliationReported', { clean: false }, 'warn'],
    ['venue-sim', 'ReconciliationReported', { clean: true }, 'info'],
    ['order-1', 'OrderRejected', {}, 'warn'],
    ['order-1', 'OrderInDoubt', {}, 'warn'],
    ['order-1', 'OrderFilled', { overfilledBy: '2' }, 'error'],
    ['order-1', 'EventNotUnderstood', {}, 'error'],
    ['desk', 'KillSwitchEngaged', {}, 'error'],
    ['desk', 'AlertRaised', {}, 'error'],
    ['desk', 'ConfigurationRefused', {}, 'warn'],
  ])('has %s %s %j as %s', (stream, type, data, level) => {
    expect(logged(stream, type, data)).toMatchObject([{ level }]);
  });

  it.each([
    ['signal-1', 'SignalReceived'],
    ['order-1', 'OrderCreated'],
    ['order-1', 'OrderFilled'],
    ['order-1', 'OrderDenied'],
  ])('leaves out the daily business, and what whoever asked was told: %s %s', (stream, type) => {
    expect(logged(stream, type)).toEqual([]);
  });
});

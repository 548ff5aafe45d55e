import { expect, test } from 'vitest';
import { connectionTag } from '../../shared/contract/connection.ts';
import { portsFrom, type HandOffWindow } from './connection.ts';

const own = { location: { origin: 'breakwater://console' } } as HandOffWindow;
const { port1: calls, port2: streams } = new MessageChannel();
const { port1: desks, port2: programs } = new MessageChannel();
calls.close();
desks.close();

function message(change: Record<string, unknown> = {}): MessageEvent {
  const plain = {
    origin: 'breakwater://console',
    source: own,
    data: { type: connectionTag },
    ports: [calls, streams, desks],
  };
  return { ...plain, ...change } as unknown as MessageEvent;
}

test('takes the ports of an answer, tagged as object or as text', () => {
  expect(portsFrom(message(), own)).toEqual({ calls, streams, desks });
  expect(portsFrom(message({ data: connectionTag }), own)).toEqual({ calls, streams, desks });
});

test('takes the fourth port of the main window', () => {
  expect(portsFrom(message({ ports: [calls, streams, desks, programs] }), own)).toEqual({
    calls,
    streams,
    desks,
    programs,
  });
});

test.each([
  ['its own request, which carries no ports', { ports: [] }],
  ['one port only', { ports: [calls] }],
  ['another origin', { origin: 'https://example.org' }],
  ['another window', { source: {} }],
  ['another tag', { data: { type: 'something' } }],
  ['no data', { data: null }],
])('takes nothing from %s', (_name, change) => {
  expect(portsFrom(message(change), own)).toBeUndefined();
});

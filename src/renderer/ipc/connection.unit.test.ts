import { expect, test } from 'vitest';
import { connectionTag } from '../../shared/contract/connection.ts';
import { portsFrom, type HandOffWindow } from './connection.ts';

const own = { location: { origin: 'breakwater://console' } } as HandOffWindow;
const { port1: calls, port2: streams } = new MessageChannel();
calls.close();

function message(change: Record<string, unknown> = {}): MessageEvent {
  const plain = {
    origin: 'breakwater://console',
    source: own,
    data: { type: connectionTag },
    ports: [calls, streams],
  };
  return { ...plain, ...change } as unknown as MessageEvent;
}

test('takes both ports of an answer, tagged as object or as text', () => {
  expect(portsFrom(message(), own)).toEqual({ calls, streams });
  expect(portsFrom(message({ data: connectionTag }), own)).toEqual({ calls, streams });
});

test('takes the third port of the main window', () => {
  const { port1: programs } = new MessageChannel();
  programs.close();
  expect(portsFrom(message({ ports: [calls, streams, programs] }), own)).toEqual({
    calls,
    streams,
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

// What must hold after a crash, read from the two records that survive it: the engine's and the venue's.
import { expect } from '@playwright/test';
import { eventsOf, venueExecutionsOf, venueOrdersOf } from './records.ts';

/** Ids of the signals that are on disk. */
export function receivedSignals(dataFolder: string): string[] {
  return eventsOf(dataFolder)
    .filter(({ type }) => type === 'SignalReceived')
    .map(({ stream }) => stream.slice('signal-'.length));
}

/** Orders whose outcome is still open: neither ended nor resting at the venue. */
export function unsettledOrders(dataFolder: string): string[] {
  const events = eventsOf(dataFolder);
  const last = new Map<string, string>();
  for (const { type, data, stream } of events) {
    if (type === 'SignalReceived') last.set(String(data['orderId']), type);
    else if (type === 'SignalRejected') last.delete(stream);
    else if (stream.startsWith('order-')) last.set(stream.slice('order-'.length), type);
  }
  const open = new Set([
    'SignalReceived',
    'OrderCreated',
    'OrderSubmitting',
    'OrderInDoubt',
    'OrderCancelRequested',
  ]);
  return [...last].filter(([, type]) => open.has(type)).map(([orderId, type]) => `${orderId} ${type}`);
}

/** Every acknowledged signal has exactly one outcome, and both sides agree on every order and execution, once each. */
export function expectWhole(dataFolder: string): void {
  const events = eventsOf(dataFolder);
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
  const opened = events.filter(({ stream, version }) => stream.startsWith('order-') && version === 0);
  const openedIds = opened.map(({ stream }) => stream.slice('order-'.length));
  const rejected = new Set(
    events.filter(({ type }) => type === 'SignalRejected').map(({ stream }) => stream),
  );
  const received = events.filter(({ type }) => type === 'SignalReceived');
  const withoutOutcome = received.filter(
    ({ stream, data }) => !rejected.has(stream) && !openedIds.includes(String(data['orderId'])),
  );
  expect(withoutOutcome.map(({ stream }) => stream)).toEqual([]);
  expect(new Set(openedIds).size).toBe(openedIds.length);

  const filled = events.filter(({ type }) => type === 'OrderFilled');
  const ours = filled.map(({ data }) => `${String(data['executionId'])} ${String(data['lastQuantity'])}`);
  const theirs = venueExecutionsOf(dataFolder).map(
    ({ executionId, quantity }) => `${executionId} ${quantity}`,
  );
  expect(new Set(ours).size).toBe(ours.length);
  expect(ours.toSorted()).toEqual(theirs.toSorted());

  const submitted = events
    .filter(({ type }) => type === 'OrderSubmitting')
    .map(({ data }) => String(data['clientOrderId']));
  const venueOrders = venueOrdersOf(dataFolder);
  expect(venueOrders.filter(({ clientOrderId }) => !submitted.includes(clientOrderId))).toEqual([]);
  expect(venueOrders.filter(({ repeatedSubmissions }) => repeatedSubmissions > 0)).toEqual([]);
}

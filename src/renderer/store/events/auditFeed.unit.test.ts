import { expect, test, vi } from 'vitest';
import { eventAt } from '../../testing/events.ts';
import { auditPageSize, createAuditFeed, type AuditFeedPorts } from './auditFeed.ts';

/** An engine that looks at a hundred positions a call; events that match stand at `matching`. */
function engine(head: number, matching: readonly number[]) {
  const asked: number[] = [];
  const look = (before: number) => {
    const searchedTo = Math.max(1, before - 100);
    const events = matching.filter((position) => position >= searchedTo && position < before);
    return { events: events.toSorted((a, b) => b - a).map(eventAt), searchedTo };
  };
  const call = (_method: string, { beforePosition = head + 1 }: { beforePosition?: number }) => {
    asked.push(beforePosition);
    return Promise.resolve({ ok: true, value: { ...look(beforePosition), headPosition: head } });
  };
  const subscribe = (_topic: string, _parameters: unknown, listener: { snapshot(data: object): void }) => {
    listener.snapshot(look(head + 1));
    return () => undefined;
  };
  return { asked, ports: { call, subscribe } as unknown as AuditFeedPorts };
}

const found = (feed: ReturnType<typeof createAuditFeed>) =>
  feed.store.getState().events?.map(({ position }) => position);

test('a search that stopped early goes on by itself until all is looked at', async () => {
  const { ports } = engine(1_000, [3]);
  const feed = createAuditFeed({ text: 'rare' }, ports);
  feed.follow();
  expect(feed.store.getState()).toMatchObject({ events: [], searchedTo: 901, searching: true });
  await vi.waitFor(() => expect(feed.store.getState().searching).toBe(false));
  expect(found(feed)).toEqual([3]);
  expect(feed.store.getState().searchedTo).toBe(1);
});

test('it stops where the operator stops it, says how far it came, and goes on from there', async () => {
  const { ports, asked } = engine(1_000, [3]);
  const feed = createAuditFeed({ text: 'rare' }, ports);
  feed.follow();
  feed.stop();
  await vi.waitFor(() => expect(feed.store.getState().searching).toBe(false));
  expect(feed.store.getState()).toMatchObject({ events: [], searchedTo: 801 });
  feed.loadOlder();
  await vi.waitFor(() => expect(feed.store.getState().searching).toBe(false));
  expect(found(feed)).toEqual([3]);
  expect(asked).toEqual([901, 801, 701, 601, 501, 401, 301, 201, 101]);
});

test('a full page is enough until the reader wants more', async () => {
  const all = Array.from({ length: 1_000 }, (_, index) => index + 1);
  const { ports, asked } = engine(1_000, all);
  const feed = createAuditFeed({}, ports);
  feed.follow();
  await vi.waitFor(() => expect(feed.store.getState().searching).toBe(false));
  expect(found(feed)).toHaveLength(auditPageSize);
  expect(asked).toHaveLength(1);
});

test('an earlier position is where it begins, and nothing newer comes', async () => {
  const { ports, asked } = engine(1_000, [400, 401, 402, 900]);
  const feed = createAuditFeed({ beforePosition: 402 }, ports);
  feed.follow();
  await vi.waitFor(() => expect(feed.store.getState().searching).toBe(false));
  expect(found(feed)).toEqual([401, 400]);
  expect(asked[0]).toBe(402);
});

/** The write side on the memory store: batches, conflicts, giving up. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createAbortSource } from '../../../shared/kernel/abortSignal.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import {
  orderStream,
  type Actor,
  type ClientOrderId,
  type CorrelationId,
  type EventId,
  type ExecutionId,
  type OrderId,
  type VenueOrderId,
} from '../../../shared/kernel/ids.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { memoryDisk, type MemoryDisk } from '../../infra/memory/memoryDisk.ts';
import { memoryEventStore } from '../../infra/memory/memoryEventStore.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import type { OrderEvent } from '../../domain/order/orderEvents.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { unavailable } from '../events/appendFaults.ts';
import type { EventStore } from '../events/eventStore.ts';
import { SetAsideStreams } from '../events/understanding/setAsideStreams.ts';
import { LiveOrders } from '../orders/liveOrders.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { countedIds } from '../events/testing/countedIds.ts';
import { OrderCommandHandler, type CommandResult, type OrderInstruction } from './orderCommandHandler.ts';

const start = parseInstant('2026-11-23T10:00:00Z')!;
const context = { correlationId: 'c' as CorrelationId, actor: 'test' as Actor };
const venue = { evidence: 'venue' } as const;

let time: SimulatedTime;
let disk: MemoryDisk;
let store: EventStore;
let handler: OrderCommandHandler;
let unrecorded: OrderId[];
let commits: number;
let nextId: number;

beforeEach(() => {
  nextId = 1;
  commits = 0;
  unrecorded = [];
  time = new SimulatedTime(start);
  disk = memoryDisk();
  store = memoryEventStore({ clock: time, scheduler: time, disk });
  store.onCommitted(() => commits++);
  const ids = countedIds();
  handler = new OrderCommandHandler({
    store,
    ids,
    live: new LiveOrders(store),
    setAside: new SetAsideStreams(),
    interruptions: { noteOrder: (orderId) => unrecorded.push(orderId) },
    instrumentOf: () => undefined,
  });
});

function terms(orderId: string): OrderTerms {
  return {
    orderId: orderId as OrderId,
    signalId: `s-${orderId}` as never,
    account: 'main' as never,
    strategy: 'manual' as never,
    venue: 'sim' as never,
    symbol: 'SPX' as never,
    side: 'buy',
    quantity: decimal('10'),
    orderType: 'limit',
    limitPrice: decimal('1400'),
    timeInForce: 'GTC',
    reduceOnly: false,
  };
}

const instruct = (orderId: string, command: OrderCommand): OrderInstruction => ({
  orderId: orderId as OrderId,
  command,
  context,
});
const create = (orderId: string): OrderInstruction =>
  instruct(orderId, { type: 'CreateOrder', terms: terms(orderId), risk: { level: 'low', rules: [] } });
const begin = (orderId: string): OrderInstruction =>
  instruct(orderId, { type: 'BeginSubmission', clientOrderId: orderId as ClientOrderId });
const accept = (orderId: string): OrderInstruction =>
  instruct(orderId, { type: 'RecordAcceptance', ...venue, venueOrderId: `v-${orderId}` as VenueOrderId });
const fill = (orderId: string, executionId: string, quantity: string): OrderInstruction =>
  instruct(orderId, {
    type: 'RecordFill',
    ...venue,
    executionId: executionId as ExecutionId,
    quantity: decimal(quantity),
    price: decimal('1400'),
  });

async function done<T>(promise: Promise<T>): Promise<T> {
  await time.advance(10);
  return promise;
}

const codes = (results: readonly CommandResult[]): string[] =>
  results.map((result) => {
    if (result.ok) return result.value.events.map(({ type }) => type).join(' ');
    return result.error.type === 'refused' ? result.error.refusal.code : result.error.type;
  });

async function types(orderId: string): Promise<string[]> {
  const events: StoredEvent[] = [];
  for await (const event of store.read(orderStream(orderId as OrderId))) events.push(event);
  return events.map(({ type }) => type);
}

/** Somebody else writes to the order's stream. */
async function appendBehind(orderId: string, event: OrderEvent): Promise<void> {
  const eventId = `e${nextId++}` as EventId;
  await done(store.append(orderStream(orderId as OrderId), [{ ...event, ...context, eventId }], 'any'));
}

describe('a batch', () => {
  test('is one commit for all its streams, with an outcome for each command in the order given', async () => {
    const results = await done(
      handler.handleBatch([create('a'), create('b'), begin('a'), accept('a'), fill('a', 'e1', '4')]),
    );
    expect(codes(results)).toEqual([
      'OrderCreated',
      'OrderCreated',
      'OrderSubmitting',
      'OrderAccepted',
      'OrderFilled',
    ]);
    expect(commits).toBe(1);
    expect(await types('a')).toEqual(['OrderCreated', 'OrderSubmitting', 'OrderAccepted', 'OrderFilled']);
  });

  test('is all or nothing for each stream: a refusal takes the others of its order with it, and no other order', async () => {
    await done(handler.handleBatch([create('a'), create('b')]));
    const results = await done(
      handler.handleBatch([begin('a'), create('a'), accept('a'), begin('b'), accept('b')]),
    );
    expect(codes(results)).toEqual([
      'batch_refused',
      'illegal_transition',
      'batch_refused',
      'OrderSubmitting',
      'OrderAccepted',
    ]);
    expect(await types('a')).toEqual(['OrderCreated']);
  });

  test('leaves nothing of any stream behind when the store fails, and says which orders it was about', async () => {
    disk.fault = { code: 'disk_full', message: 'full' };
    const results = await done(handler.handleBatch([create('a'), begin('a'), create('b')]));
    expect(codes(results)).toEqual(['store_unavailable', 'store_unavailable', 'store_unavailable']);
    expect(unrecorded).toEqual(['a', 'b']);
    expect(await handler.order('a' as OrderId)).toBeUndefined();
  });
});

describe('a conflict', () => {
  beforeEach(async () => {
    await done(handler.handleBatch([create('a'), begin('a')]));
  });

  const acceptedBehind: OrderEvent = {
    type: 'OrderAccepted',
    data: { evidence: 'venue', venueOrderId: 'v1' as VenueOrderId },
  };

  test('is decided again for a fact', async () => {
    await appendBehind('a', acceptedBehind);
    expect(codes([await done(handler.handle(fill('a', 'e1', '4')))])).toEqual(['OrderFilled']);
    expect(await types('a')).toEqual(['OrderCreated', 'OrderSubmitting', 'OrderAccepted', 'OrderFilled']);
  });

  test('is not decided again for what rests on the state as it was known', async () => {
    await done(handler.handle(create('b')));
    await appendBehind('b', { type: 'OrderExpired', data: { evidence: 'engine', reason: 'elsewhere' } });
    expect(codes([await done(handler.handle(begin('b')))])).toEqual(['version_conflict']);
    await appendBehind('a', acceptedBehind);
    const deny = instruct('a', { type: 'DenyOrder', reasons: [{ code: 'x', message: 'x' }] });
    expect(codes([await done(handler.handle(deny))])).toEqual(['version_conflict']);
  });
});

describe('what goes ahead', () => {
  test('is stood on at once, and shares its commit with what is decided on it', async () => {
    expect(await handler.goAhead(create('a'))).toEqual({ ok: true });
    const begun = handler.handle(begin('a'));
    expect([commits, await types('a')]).toEqual([0, []]);
    expect(codes([await done(begun)])).toEqual(['OrderSubmitting']);
    expect([commits, await types('a')]).toEqual([1, ['OrderCreated', 'OrderSubmitting']]);
  });

  test('is refused like any other command', async () => {
    expect(await handler.goAhead(begin('a'))).toMatchObject({
      ok: false,
      error: { type: 'refused', refusal: { code: 'order_unknown' } },
    });
  });

  test('is taken back in one step with all that stands on it, and can be decided again', async () => {
    const heard: string[][] = [];
    handler.onChange((_orderId, before, after) => heard.push([before.status, after.status]));
    disk.fault = { code: 'disk_full', message: 'full' };
    await handler.goAhead(create('a'));
    const results = await done(Promise.all([handler.handle(begin('a')), handler.handle(accept('a'))]));
    expect(codes(results)).toEqual(['store_unavailable', 'store_unavailable']);
    expect(heard).toEqual([
      ['none', 'created'],
      ['created', 'submitting'],
      ['submitting', 'accepted'],
      ['accepted', 'none'],
    ]);
    expect(await handler.order('a' as OrderId)).toBeUndefined();
    disk.fault = undefined;
    await time.advance(1_000);
    expect(await handler.goAhead(create('a'))).toEqual({ ok: true });
    expect(codes([await done(handler.handle(begin('a')))])).toEqual(['OrderSubmitting']);
  });

  test('stays where a store that does not know yet what became of it refuses what stands on it', async () => {
    disk.commitMs = () => 15;
    await handler.goAhead(create('a'));
    await time.advance(10);
    const { append } = store;
    store.append = () => Promise.resolve(unavailable({ code: 'record_unreachable', message: 'no answer' }));
    expect(codes([await handler.handle(begin('a'))])).toEqual(['store_unavailable']);
    expect(await handler.order('a' as OrderId)).toMatchObject({ status: 'created' });
    store.append = append.bind(store);
    disk.commitMs = undefined;
    expect(await done(handler.recorded('a' as OrderId))).toMatchObject({ status: 'created' });
    expect(codes([await done(handler.handle(begin('a')))])).toEqual(['OrderSubmitting']);
  });

  test('is told to nobody before it is on disk', async () => {
    await done(handler.handle(create('a')));
    const begun = handler.handle(begin('a'));
    expect(await handler.order('a' as OrderId)).toMatchObject({ status: 'submitting' });
    disk.fault = { code: 'disk_full', message: 'full' };
    expect(await done(handler.recorded('a' as OrderId))).toMatchObject({ status: 'created' });
    await begun;
  });
});

test('an order that does not exist is not denied without terms', async () => {
  const deny = instruct('a', { type: 'DenyOrder', reasons: [] });
  expect(codes([await done(handler.handle(deny))])).toEqual(['order_unknown']);
});

test('a command is not refused, nor passed over, for what did not get to the disk', async () => {
  await done(handler.handle(create('a')));
  disk.fault = { code: 'disk_full', message: 'full' };
  const cancel = instruct('a', { type: 'RequestCancel', reason: 'enough' });
  const deny = instruct('a', { type: 'DenyOrder', reasons: [{ code: 'x', message: 'x' }] });
  const expire = instruct('a', { type: 'RecordExpiry', evidence: 'engine', reason: 'x' });
  const results = await done(
    Promise.all([handler.handle(cancel), handler.handle(deny), handler.handle(expire)]),
  );
  expect(codes(results)).toEqual(['store_unavailable', 'store_unavailable', 'store_unavailable']);
  expect(unrecorded).toEqual(['a', 'a']);
  expect(await handler.order('a' as OrderId)).toMatchObject({ status: 'created' });
});

test('a command whose caller has given up is not decided any more', async () => {
  const source = createAbortSource();
  source.cancel();
  expect(codes([await done(handler.handle(create('a'), source.signal))])).toEqual(['processing_timeout']);
  expect(await types('a')).toEqual([]);
});

/** Fills a data folder with a large history: filled orders, and orders that work at the venue. */
import { invariant } from '../../src/shared/kernel/invariant.ts';
import type { EventStore, StreamAppend } from '../../src/main/engine/events/eventStore.ts';
import { systemClock } from '../../src/main/infra/clock/systemClock.ts';
import { systemIds } from '../../src/main/infra/clock/systemIds.ts';
import { withRuntime } from '../engine/benchRuntime.ts';
import { inEngineThread } from '../engine/inEngineThread.ts';
import { offerAll } from '../engine/offerSignals.ts';
import { inFolder } from '../inFolder.ts';
import { openBenchStores } from '../openBenchStores.ts';
import { eventsByOrder, orderTemplate, type CopyIds, type OrderTemplate } from './orderTemplate.ts';

export interface StoreSize {
  /** About how many events the store gets. */
  readonly events: number;
  readonly workingOrders: number;
}

/** Received, created, submitting and accepted. */
const eventsPerWorkingOrder = 4;
const ordersPerBatch = 200;
const strategies = 10;

/**
 * Gives the position of the last event. The working orders are made by an engine, so that the venue has them too, and
 * before the copies: the next engine is the first that reads those.
 */
export async function fillStore(folder: string, size: StoreSize): Promise<number> {
  const [buy, sell] = await inFolder(folder, realOrders);
  await inEngineThread({ kind: 'rest', folder, orders: size.workingOrders });
  const events = size.events - size.workingOrders * eventsPerWorkingOrder;
  const { events: store, close } = await openBenchStores(folder);
  // An odd one would leave a position that the venue does not know, and no order may leave then.
  await appendCopies(store, [buy, sell], 2 * Math.floor(events / (buy.eventCount + sell.eventCount)));
  const { position } = store.head();
  await close();
  return position;
}

/** A buy and a sell: together they leave no position. */
function realOrders(folder: string): Promise<readonly [OrderTemplate, OrderTemplate]> {
  return withRuntime(folder, async ({ engine }) => {
    await offerAll(engine, { name: 'template', first: 0, count: 2, kind: 'market' });
    const byOrder = await eventsByOrder(engine.store.readAll({ afterPosition: 0 }));
    const [buy, sell] = [...byOrder.values()].filter((events) => events[0]?.type === 'SignalReceived');
    invariant(buy !== undefined && sell !== undefined, 'there are two orders to copy');
    return [orderTemplate(buy), orderTemplate(sell)];
  });
}

async function appendCopies(
  store: EventStore,
  templates: readonly [OrderTemplate, OrderTemplate],
  orders: number,
): Promise<void> {
  const ids = systemIds(systemClock());
  for (let made = 0; made < orders; made += ordersPerBatch) {
    const count = Math.min(ordersPerBatch, orders - made);
    const copies = Array.from({ length: count }, (_, i) => copyOf(templates, ids, made + i));
    const appended = await Promise.all(
      copies.flat().map(({ streamId, events, expected }) => store.append(streamId, events, expected)),
    );
    invariant(
      appended.every(({ ok }) => ok),
      'the copies are new to the store',
    );
  }
}

function copyOf(
  templates: readonly [OrderTemplate, OrderTemplate],
  ids: ReturnType<typeof systemIds>,
  index: number,
): readonly StreamAppend[] {
  const template = templates[index % 2 === 0 ? 0 : 1];
  const signalId = `history-${index}`;
  // A buy and the sell after it have the same quantity.
  const pair = Math.floor(index / 2);
  const copy: CopyIds = {
    signalId,
    orderId: ids.named(signalId).replaceAll('-', ''),
    venueOrderId: `history-O${index}`,
    executionId: `history-X${index}`,
    strategy: `strategy-${pair % strategies}`,
    quantity: String(1 + (pair % 100)),
    eventIds: Array.from({ length: template.eventCount }, () => ids.next()),
  };
  return template.copy(copy);
}

import { describe, expect, test } from 'vitest';
import { memoryOrderViewStore } from '../../infra/memory/memoryOrderViewStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { Scheduler } from '../ports.ts';
import { OrdersProjection } from './ordersProjection.ts';
import type { OrderViewStore } from './orderViewStore.ts';
import { orderCreated } from './testing/sampleOrderEvents.ts';

const logger = { log: () => undefined };
const orders = 250;

/** A scheduler whose tasks run when the test says so. */
class Turns implements Scheduler {
  private readonly tasks: (() => void)[] = [];

  after(_delayMs: number, task: () => void) {
    this.tasks.push(task);
    return { cancel: () => this.drop(task) };
  }

  every(): never {
    throw new Error('the projection repeats nothing');
  }

  soon(task: () => void): void {
    this.tasks.push(task);
  }

  /** Runs the next task; false when there is none. */
  turn(): boolean {
    const task = this.tasks.shift();
    task?.();
    return task !== undefined;
  }

  private drop(task: () => void): void {
    const at = this.tasks.indexOf(task);
    if (at !== -1) this.tasks.splice(at, 1);
  }
}

const created = (position: number): StoredEvent => orderCreated(position, String(position));

function opened(): { projection: OrdersProjection; store: OrderViewStore; turns: Turns } {
  const store = memoryOrderViewStore();
  const turns = new Turns();
  const projection = new OrdersProjection(store, turns, logger);
  return { projection, store, turns };
}

const history = Array.from({ length: orders }, (_, index) => created(index + 1));

describe('rows on their way to the store', () => {
  test('go in slices, and the checkpoint with the last', () => {
    const { projection, store, turns } = opened();
    projection.apply(history);
    const seen: (readonly [number, number])[] = [];
    while (turns.turn()) seen.push([store.query({}).total, store.checkpoint().position]);
    expect(seen).toEqual([
      [100, 0],
      [200, 0],
      [250, 250],
    ]);
  });

  test('are all there for a query in the middle', () => {
    const { projection, store, turns } = opened();
    projection.apply(history);
    turns.turn();
    projection.apply([created(orders + 1)]);
    expect(projection.flushed().query({}).total).toBe(orders + 1);
    while (turns.turn());
    expect(store.checkpoint().position).toBe(orders + 1);
  });

  test('that came while others were written go with the next', () => {
    const { projection, store, turns } = opened();
    projection.apply(history);
    turns.turn();
    projection.apply([created(orders + 1)]);
    while (turns.turn());
    expect(store.query({}).total).toBe(orders + 1);
    expect(store.checkpoint().position).toBe(orders + 1);
  });

  test('are the same after a stop in the middle and the events again', () => {
    const { projection, store, turns } = opened();
    projection.apply(history);
    turns.turn();

    const restarted = new OrdersProjection(store, new Turns(), logger);
    expect(restarted.position).toBe(0);
    restarted.apply(history);
    const whole = opened();
    whole.projection.apply(history);
    expect(restarted.flushed().query({})).toEqual(whole.projection.flushed().query({}));
  });
});

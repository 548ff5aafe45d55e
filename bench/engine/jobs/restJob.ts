/** Puts working orders at the venue of a data folder. */
import { withRuntime } from '../benchRuntime.ts';
import { offerAll } from '../offerSignals.ts';

export interface RestJob {
  readonly kind: 'rest';
  readonly folder: string;
  readonly orders: number;
}

/** The position of the last event afterwards. */
export function restOrders({ folder, orders }: RestJob): Promise<number> {
  return withRuntime(folder, async ({ engine }) => {
    await offerAll(engine, { name: 'working', first: 0, count: orders, kind: 'resting' });
    return engine.store.head().position;
  });
}

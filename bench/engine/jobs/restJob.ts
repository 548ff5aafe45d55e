/** Puts working orders at the venue of a data folder. */
import { withRuntime } from '../benchRuntime.ts';
import { offerAll } from '../offerSignals.ts';

export interface RestJob {
  readonly kind: 'rest';
  readonly folder: string;
  readonly orders: number;
}

export function restOrders({ folder, orders }: RestJob): Promise<void> {
  return withRuntime(folder, ({ engine }) =>
    offerAll(engine, { name: 'working', first: 0, count: orders, kind: 'resting' }),
  );
}

/** Turns the window's query on orders into the engine's. */
import type { z } from 'zod';
import type { orderQuerySchema } from '../../../shared/contract/orders.ts';
import type { OrderQuery } from '../../engine/readmodel/orderViewStore.ts';

/** Leaves out keys that the window left undefined: in the engine's filters such keys are absent. */
export function orderQueryOf({ filter, ...rest }: z.infer<typeof orderQuerySchema>): OrderQuery {
  return { ...definedOnly(rest), ...(filter !== undefined && { filter: definedOnly(filter) }) };
}

function definedOnly(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

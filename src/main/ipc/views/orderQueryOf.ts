/** The window's query on orders as the engine takes it. */
import type { z } from 'zod';
import type { orderQuerySchema } from '../../../shared/contract/orders.ts';
import type { OrderQuery } from '../../engine/readmodel/orderViewStore.ts';

/** Leaves out what the window left undefined: the engine's filters know only absent keys. */
export function orderQueryOf({ filter, ...rest }: z.infer<typeof orderQuerySchema>): OrderQuery {
  return { ...definedOnly(rest), ...(filter !== undefined && { filter: definedOnly(filter) }) };
}

function definedOnly(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

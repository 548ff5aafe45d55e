/** Where an order came from, in a word. */
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { manualStrategy } from '../../../model/orders/ticketForm.ts';

export function orderSource({ external, role, strategy }: OrderView): string {
  if (external === true) return 'venue';
  if (role !== undefined) return 'exit';
  return strategy === manualStrategy ? 'ticket' : 'signal';
}

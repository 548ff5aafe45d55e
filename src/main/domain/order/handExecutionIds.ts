/** Ids of executions that an operator gives by hand without the venue's own id. */
import { formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import { parseExecutionId, trusted, type ExecutionId } from '../../../shared/kernel/ids.ts';

const prefix = 'by-hand-';

/**
 * Made from the place in the list, the quantity and the price, so that the same list given again counts nothing twice.
 */
export function handExecutionId(index: number, quantity: Decimal, price: Decimal): ExecutionId {
  return trusted(
    parseExecutionId,
    `${prefix}${index + 1}-${formatDecimal(quantity)}@${formatDecimal(price)}`,
  );
}

export function isMadeByHand(executionId: ExecutionId): boolean {
  return executionId.startsWith(prefix);
}

/** Orders in doubt, and the operator's word on them. */
import type { Settlement as TypedSettlement } from '../../../shared/contract/recovery.ts';
import { parseExecutionId, parseOrderId, parseVenueOrderId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { SettledExecution, Settlement } from '../../domain/order/orderCommands.ts';
import { failed, faultOfRefusal, replied } from '../views/faultView.ts';
import { inDoubtView } from '../views/recoveryView.ts';
import type { CallContext, Handlers } from './handlers.ts';
import { typedDecimal } from './typedDecimal.ts';

type Methods = 'listInDoubt' | 'settleOrder';

export function recoveryCalls({ runtime, actor }: CallContext): Handlers<Methods> {
  const { orders } = runtime.engine;
  return {
    listInDoubt: () => replied({ orders: orders.inDoubt().map(inDoubtView) }),
    settleOrder: async ({ orderId: text, settlement: typed, reason }) => {
      const orderId = parseOrderId(text);
      if (orderId === undefined) {
        return failed({ code: 'order_unknown', message: `There is no order ${text}.` });
      }
      const settlement = settlementOf(typed);
      if (!settlement.ok) return failed(faultOfRefusal(settlement.error));
      const settled = await orders.settle(orderId, settlement.value, { actor, reason });
      return settled.ok ? replied({}) : failed(faultOfRefusal(settled.error));
    },
  };
}

/** What an operator typed, as ids and exact numbers. */
function settlementOf(typed: TypedSettlement): Result<Settlement, Refusal> {
  const { outcome } = typed;
  const venueOrderId = typed.venueOrderId === undefined ? undefined : parseVenueOrderId(typed.venueOrderId);
  if (typed.venueOrderId !== undefined && venueOrderId === undefined) {
    return err(malformedId('venueOrderId', typed.venueOrderId));
  }
  const executions: SettledExecution[] = [];
  for (const execution of typed.executions ?? []) {
    const parsed = executionOf(execution);
    if (!parsed.ok) return parsed;
    executions.push(parsed.value);
  }
  return ok({
    outcome,
    ...(venueOrderId !== undefined && { venueOrderId }),
    ...(executions.length > 0 && { executions }),
  });
}

function executionOf(
  typed: NonNullable<TypedSettlement['executions']>[number],
): Result<SettledExecution, Refusal> {
  const quantity = typedDecimal('quantity', typed.quantity);
  if (!quantity.ok) return quantity;
  const price = typedDecimal('price', typed.price);
  if (!price.ok) return price;
  const known = { quantity: quantity.value, price: price.value };
  if (typed.executionId === undefined) return ok(known);
  const executionId = parseExecutionId(typed.executionId);
  return executionId === undefined
    ? err(malformedId('executionId', typed.executionId))
    : ok({ ...known, executionId });
}

function malformedId(field: string, actual: string): Refusal {
  return { code: 'id_malformed', message: `${field} is not a valid identifier`, field, actual };
}

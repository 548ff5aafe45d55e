/** Comparisons with the venues, orders in doubt, and the operator's decisions about both. */
import type { Settlement as TypedSettlement } from '../../../../shared/contract/recovery.ts';
import {
  parseClientOrderId,
  parseExecutionId,
  parseOrderId,
  parseVenueOrderId,
  type VenueId,
} from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { SettledExecution, Settlement } from '../../../domain/order/orderCommands.ts';
import { failed, faultOfRefusal, replied, settled, unknownVenue } from '../../views/faultView.ts';
import { inDoubtView, reconciliationView, reportView } from '../../views/recoveryView.ts';
import type { CallContext, Handlers } from '../handlers.ts';
import { typedDecimal } from './typedDecimal.ts';

type Methods =
  | 'listReconciliations'
  | 'runReconciliation'
  | 'acceptReconciliation'
  | 'cancelStray'
  | 'listInDoubt'
  | 'settleOrder';

export function recoveryCalls({ runtime, actor }: CallContext): Handlers<Methods> {
  const { orders, reconciliation, guards } = runtime.engine;
  const known = (venue: VenueId): VenueId | undefined => (guards.has(venue) ? venue : undefined);
  return {
    listReconciliations: () => {
      const inDoubt = orders.inDoubt();
      const venues = [...guards.keys()].map((venue) => reconciliationView(venue, reconciliation, inDoubt));
      return replied({ venues });
    },
    runReconciliation: async ({ venue: text, reason }) => {
      const venue = known(text);
      if (venue === undefined) return unknownVenue(text);
      const report = await reconciliation.run(venue, { actor, reason });
      return report.ok ? replied(reportView(report.value)) : failed(faultOfRefusal(report.error));
    },
    acceptReconciliation: async ({ venue: text, reason }) => {
      const venue = known(text);
      if (venue === undefined) return unknownVenue(text);
      return settled(await reconciliation.accept(venue, { actor, reason }));
    },
    cancelStray: async ({ venue: text, clientOrderId: idText, reason }) => {
      const venue = known(text);
      if (venue === undefined) return unknownVenue(text);
      const clientOrderId = parseClientOrderId(idText);
      if (clientOrderId === undefined) return failed(faultOfRefusal(malformedId('clientOrderId', idText)));
      return settled(await reconciliation.cancelStray(venue, clientOrderId, { actor, reason }));
    },
    listInDoubt: () => replied({ orders: orders.inDoubt().map(inDoubtView) }),
    settleOrder: async ({ orderId: text, settlement: typed, reason }) => {
      const orderId = parseOrderId(text);
      if (orderId === undefined) {
        return failed({ code: 'order_unknown', message: `There is no order ${text}.` });
      }
      const settlement = settlementOf(typed);
      if (!settlement.ok) return failed(faultOfRefusal(settlement.error));
      return settled(await orders.settle(orderId, settlement.value, { actor, reason }));
    },
  };
}

/** Turns the text that an operator typed into ids and exact numbers. */
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

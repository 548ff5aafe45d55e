/**
 * Executions in the order in which they came, each in its last version: a busted execution is left out, and a corrected
 * one has its corrected values from the start. Realized and open profit follow from such a list, whenever the revisions
 * came.
 */
import type { ExecutionId, OrderId } from '../../../shared/kernel/ids.ts';
import { zero } from '../../../shared/kernel/decimal.ts';
import { isExecutionEvent, tradedBy, type Traded } from './executions.ts';
import type { OrderEvent } from './orderEvents.ts';

export type Standing<Of> = Traded & { readonly of: Of };

export class StandingTrades<Of> {
  private readonly trades: Standing<Of>[] = [];
  /** By order and execution id, its place in `trades`. */
  private readonly places = new Map<string, number>();

  take(event: OrderEvent, orderId: OrderId, of: Of): void {
    const key = (executionId: ExecutionId): string => `${orderId} ${executionId}`;
    if (event.type === 'OrderExecutionConfirmed') {
      this.name(key(event.data.executionId), this.places.get(key(event.data.confirms)));
    }
    if (!isExecutionEvent(event)) return;
    const traded = tradedBy(event);
    const known =
      event.type === 'OrderFilled'
        ? undefined
        : (this.places.get(key(event.data.executionId)) ??
          (event.type === 'OrderExecutionCorrected' ? this.places.get(key(event.data.corrects)) : undefined));
    if (known === undefined) {
      // A version that is not among these executions is taken back like a trade of its own.
      for (const one of traded) this.trades.push({ ...one, of });
      if (event.type !== 'OrderExecutionBusted') {
        this.name(key(event.data.executionId), this.trades.length - 1);
      }
      return;
    }
    const before = this.trades[known];
    const stands = event.type === 'OrderExecutionCorrected' ? traded.at(-1) : undefined;
    if (before !== undefined) this.trades[known] = { ...before, quantity: zero, ...stands };
    this.name(key(event.data.executionId), known);
  }

  all(): readonly Standing<Of>[] {
    return this.trades.filter(({ quantity }) => quantity !== zero);
  }

  private name(key: string, place: number | undefined): void {
    if (place !== undefined) this.places.set(key, place);
  }
}

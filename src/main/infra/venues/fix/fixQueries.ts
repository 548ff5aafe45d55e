/**
 * Questions to a FIX venue. They are answered from what the venue has said in the session, once a barrier proves that
 * nothing is missing.
 */
import type { Clock, VenueExecutionRecord, VenueOrderRecord } from '../../../engine/ports.ts';
import type { AbortSignalLike } from '../../../../shared/kernel/abortSignal.ts';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import type { Dialect } from './application/dialect.ts';
import { recordOf, type FixOrder } from './application/fixOrder.ts';
import type { FixOrders } from './application/fixOrders.ts';
import { orderStatusRequest } from './application/orderMessages.ts';
import type { FixCalls } from './fixCalls.ts';
import type { Took } from './fixRequests.ts';
import type { FixCapabilities } from './fixVenueOptions.ts';
import type { LostBefore } from './store/lostBefore.ts';
import { msgTypes } from '../../../../shared/kernel/fixMessages.ts';

export interface QueryParts {
  readonly capabilities: Pick<FixCapabilities, 'statusRequest' | 'massStatus'>;
  readonly dialect: Dialect;
  readonly orders: FixOrders;
  readonly lost: LostBefore;
  readonly calls: FixCalls;
  readonly clock: Clock;
  readonly took: Took;
}

export class FixQueries {
  private readonly parts: QueryParts;
  private listCount = 0;

  constructor(parts: QueryParts) {
    this.parts = parts;
  }

  async queryOrder(
    clientOrderId: ClientOrderId,
    signal: AbortSignalLike,
  ): Promise<VenueOrderRecord | undefined> {
    // The answer to a TestRequest proves that the venue has read all that left before it, and that we have all that it
    // said.
    await this.parts.calls.barrier(signal);
    const order = this.parts.orders.find(clientOrderId);
    if (order === undefined && this.parts.lost.isAny) {
      return this.parts.calls.refuse(
        'refused',
        `no record has the last messages of the engine before, and the venue has not reported on order ${clientOrderId}: it may have left`,
      );
    }
    if (order === undefined || order.status === 'skipped') return undefined;
    const record = toldOf(order);
    const { statusRequest } = this.parts.capabilities;
    if (record !== undefined && (record.untold === undefined || !statusRequest)) return record;
    if (statusRequest) await this.askStatus(order, signal);
    const asked = this.parts.orders.find(clientOrderId) ?? order;
    const answered = toldOf(asked);
    if (answered !== undefined || asked.isMissing === true) return answered;
    return this.parts.calls.refuse(
      'refused',
      `the venue has not reported on order ${clientOrderId}, and takes no question about it`,
    );
  }

  private async askStatus(order: FixOrder, signal: AbortSignalLike): Promise<void> {
    const { calls, dialect, took } = this.parts;
    const body = orderStatusRequest(dialect, order);
    const { orderStatusRequest: msgType } = msgTypes;
    await calls.question(order.clOrdId, body, signal, (seqNum) => took(seqNum, msgType, body));
    await calls.barrier(signal);
  }

  async listOpenOrders(signal: AbortSignalLike): Promise<readonly VenueOrderRecord[]> {
    if (this.parts.capabilities.massStatus) await this.askOpenOrders(signal);
    else await this.parts.calls.barrier(signal);
    return [...this.parts.orders.open()].map(recordOf).filter((record) => record !== undefined);
  }

  /** Two lists that are requested in the same moment have different ids. */
  private askOpenOrders(signal: AbortSignalLike): Promise<void> {
    const listId = `open-${this.parts.clock.now()}-${++this.listCount}`;
    return this.parts.calls.list(
      listId,
      signal,
      (seqNum, body) => this.parts.took(seqNum, msgTypes.orderMassStatusRequest, body),
      () => this.parts.orders.listProgress(listId),
    );
  }

  async executions(
    filter: { readonly clientOrderId: ClientOrderId } | { readonly since: EpochMicros },
    signal: AbortSignalLike,
  ): Promise<readonly VenueExecutionRecord[]> {
    await this.parts.calls.barrier(signal);
    if ('clientOrderId' in filter) return this.parts.orders.find(filter.clientOrderId)?.executions ?? [];
    return [...this.parts.orders.all()]
      .flatMap(({ executions }) => executions)
      .filter(({ venueTime }) => venueTime === undefined || venueTime >= filter.since)
      .toSorted((one, other) => (one.venueTime ?? 0) - (other.venueTime ?? 0));
  }
}

/**
 * The order by the venue's latest reports; undefined where it has not reported the order, or does not list it any more.
 */
function toldOf(order: FixOrder): VenueOrderRecord | undefined {
  return order.isMissing === true ? undefined : recordOf(order);
}

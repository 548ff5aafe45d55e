/** Compares one venue's record with ours whenever that is due, reports it as an event, and works the gate. */
import {
  orderStream,
  venueStream,
  type Actor,
  type ClientOrderId,
  type CorrelationId,
  type OrderId,
} from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { epochMicros, formatMicros, parseInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import { orderIdOfClient } from '../../domain/order/clientOrderIds.ts';
import type { ReconciliationSettings } from '../configuration.ts';
import type {
  ReconciliationDifference,
  ReconciliationReportData,
  ReconciliationTrigger,
  VenueEvent,
} from '../../domain/venue/venueEvents.ts';
import type { EventStore } from '../events/eventStore.ts';
import { newEvent } from '../events/newEvent.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { IdSource, Logger, Scheduler, Timer } from '../ports.ts';
import { comparePositions, type OwnPosition } from './comparePositions.ts';
import { adopt, compareVenue, lookInto, type CompareDependencies } from './compareVenue.ts';
import { reconciliationActor } from './examineOrder.ts';
import type { ReconciliationReport } from './reconciliation.ts';
import { VenueGate } from './venueGate.ts';

export interface VenueReconciliationDependencies extends CompareDependencies {
  readonly settings: () => ReconciliationSettings;
  readonly ourPositions: () => readonly OwnPosition[];
  readonly store: EventStore;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly logger: Logger;
}

/** Executions are asked for from this long before the last one compared. */
const overlapMicros = 10_000_000;
/** How long orders without an answer are waited for before they are reported as in doubt. */
const settleWithinMs = 10_000;
const settlePollMs = 100;
/** After a comparison that got no answer, doubling up to the maximum; and while differences keep the gate shut. */
const tryAgainMs = 1_000;
const tryAgainMsMax = 30_000;
/** Events of the venue's stream that are read for its last report. */
const lookBackEventsMax = 2_000;

export class VenueReconciliation {
  readonly gate: VenueGate;
  private readonly dependencies: VenueReconciliationDependencies;
  private last: ReconciliationReport | undefined;
  private readonly accepted = new Set<string>();
  private comparedUntil: EpochMicros | undefined;
  private queued = 0;
  /** One comparison after the other. */
  private tail: Promise<unknown> = Promise.resolve();
  /** The latest connection; a comparison for an older one opens nothing. */
  private connection = 0;
  private timer: Timer | undefined;
  private readonly adopting = new Set<OrderId>();
  private started = false;
  private closed = false;

  constructor(dependencies: VenueReconciliationDependencies) {
    this.dependencies = dependencies;
    const { guard, scheduler, settings } = dependencies;
    this.gate = new VenueGate(guard.venue, scheduler, () => settings().gateWaitMs);
  }

  /** A comparison runs now. */
  get comparing(): boolean {
    return this.queued > 0;
  }

  get report(): ReconciliationReport | undefined {
    return this.last;
  }

  /** Takes up what an earlier run reported and operators accepted, and the executions since then. */
  async restore(): Promise<void> {
    await this.restoreReport();
    if (this.comparedUntil === undefined) return;
    const fromTime = epochMicros(this.comparedUntil - overlapMicros);
    const { store, known } = this.dependencies;
    for await (const event of store.readAll({ fromTime })) known.observe([event]);
  }

  private async restoreReport(): Promise<void> {
    const { store, guard } = this.dependencies;
    let looked = 0;
    let acceptance: { actor: Actor; differences: readonly ReconciliationDifference[] } | undefined;
    for await (const event of store.read(venueStream(guard.venue.id), { direction: 'backwards' })) {
      if (event.type === 'ReconciliationAccepted') {
        acceptance ??= { actor: event.actor, differences: event.data.differences };
      }
      if (event.type === 'ReconciliationReported') {
        if (this.last === undefined) {
          const acceptedBy = acceptance !== undefined && { acceptedBy: acceptance.actor };
          this.last = { ...event.data, venue: guard.venue.id, ...acceptedBy };
          for (const difference of acceptance?.differences ?? []) this.accepted.add(keyOf(difference));
        }
        this.comparedUntil ??=
          event.data.comparedUntil === undefined ? undefined : parseInstant(event.data.comparedUntil);
        if (this.comparedUntil !== undefined) return;
      }
      if (++looked >= lookBackEventsMax) return;
    }
  }

  /** Everything that a crash left has been taken up: compares from now on. */
  start(): void {
    this.started = true;
    if (this.dependencies.guard.venue.connected) this.compareForConnection('start');
    this.arm();
  }

  onConnected(): void {
    this.connection++;
    if (!this.started) return;
    this.compareForConnection(this.connection === 1 ? 'start' : 'reconnect');
  }

  onDisconnected(): void {
    this.gate.set('closed');
  }

  async adopt(clientOrderId: ClientOrderId, operator: OperatorContext): Promise<Result<OrderId, Refusal>> {
    const orderId = orderIdOfClient(clientOrderId);
    if ((await this.dependencies.handler.order(orderId)) !== undefined) {
      return err({ code: 'order_known', message: `order ${orderId} is in the store already` });
    }
    try {
      const [adopted] = await adopt(this.dependencies, clientOrderId, operator.actor);
      if (adopted?.resolved === true) return ok(orderId);
      const message = adopted?.detail ?? `the venue has rejected ${clientOrderId}: there is nothing to adopt`;
      return err({ code: 'order_not_adopted', message });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return err({ code: 'venue_no_answer', message });
    }
  }

  /** A report spoke of an order that the store does not know. */
  onUnknownOrder(clientOrderId: ClientOrderId): void {
    const orderId = orderIdOfClient(clientOrderId);
    if (this.adopting.has(orderId)) return;
    this.adopting.add(orderId);
    void lookInto(this.dependencies, orderId, clientOrderId, true)
      .catch((error: unknown) => {
        const fields = { venue: this.dependencies.guard.venue.id, clientOrderId, error: String(error) };
        this.dependencies.logger.log('error', 'an order that is not ours could not be adopted', fields);
      })
      // Further reports may have come while it was asked about.
      .finally(() => {
        this.adopting.delete(orderId);
        this.dependencies.check(orderId, true);
      });
  }

  close(): void {
    this.closed = true;
    this.timer?.cancel();
  }

  async run(operator: OperatorContext): Promise<Result<ReconciliationReport, Refusal>> {
    const { venue } = this.dependencies.guard;
    if (!venue.connected) {
      return err({ code: 'venue_not_connected', message: `venue ${venue.id} is not connected` });
    }
    const compared = await this.enqueue(() => this.compare('operator', operator.actor));
    if (!compared.ok) return compared;
    this.judge(compared.value, this.connection, false);
    return compared;
  }

  async accept(operator: OperatorContext): Promise<Result<void, Refusal>> {
    const { venue } = this.dependencies.guard;
    const differences = this.last?.differences.filter(({ resolved }) => !resolved) ?? [];
    if (this.last === undefined || differences.length === 0) {
      const message = `the last report on venue ${venue.id} leaves no difference to accept`;
      return err({ code: 'nothing_to_accept', message });
    }
    const data = { reason: operator.reason, differences };
    const recorded = await this.record({ type: 'ReconciliationAccepted', data }, operator.actor);
    if (!recorded.ok) return recorded;
    for (const difference of differences) this.accepted.add(keyOf(difference));
    this.last = { ...this.last, acceptedBy: operator.actor };
    if (this.gate.state === 'differences') this.gate.set('open');
    return ok();
  }

  private compareForConnection(trigger: ReconciliationTrigger): void {
    const { connection } = this;
    this.gate.set('running');
    const attempt = async (delayMs: number): Promise<void> => {
      if (this.closed || connection !== this.connection || !this.dependencies.guard.venue.connected) return;
      const compared = await this.enqueue(() => this.compare(trigger, reconciliationActor));
      if (compared.ok) {
        this.judge(compared.value, connection, true);
        return;
      }
      this.dependencies.logger.log('warn', 'reconciliation got no answer', {
        venue: this.dependencies.guard.venue.id,
        why: compared.error.message,
      });
      const nextMs = Math.min(tryAgainMsMax, delayMs * 2);
      this.dependencies.scheduler.after(delayMs, () => void attempt(nextMs));
    };
    void attempt(tryAgainMs);
  }

  private arm(): void {
    if (this.closed) return;
    const { intervalMs } = this.dependencies.settings();
    const isShut = this.gate.state === 'differences';
    const delayMs = isShut ? Math.min(intervalMs, tryAgainMsMax) : intervalMs;
    this.timer?.cancel();
    this.timer = this.dependencies.scheduler.after(delayMs, () => void this.comparePeriodically());
  }

  private async comparePeriodically(): Promise<void> {
    const { connection } = this;
    const { venue } = this.dependencies.guard;
    if (venue.connected && (this.gate.state === 'open' || this.gate.state === 'differences')) {
      const compared = await this.enqueue(() => this.compare('periodic', reconciliationActor));
      if (compared.ok) this.judge(compared.value, connection, false);
    }
    this.arm();
  }

  /** What a comparison means for the gate. */
  private judge(report: ReconciliationReport, connection: number, decides: boolean): void {
    const { guard, logger } = this.dependencies;
    if (connection !== this.connection || !guard.venue.connected) return;
    // While trading goes on there is always some order whose answer is not there yet; the gate is not about it.
    const shutting = report.differences.filter(
      (difference) =>
        !difference.resolved &&
        !this.accepted.has(keyOf(difference)) &&
        (decides || difference.kind !== 'in_doubt' || this.gate.state !== 'open'),
    );
    if (shutting.length > 0) {
      logger.log('error', 'the venue and the store differ', {
        venue: guard.venue.id,
        differences: shutting.map(({ detail }) => detail),
      });
    }
    if (decides || this.gate.state === 'open' || this.gate.state === 'differences') {
      this.gate.set(shutting.length === 0 ? 'open' : 'differences');
      this.arm();
    }
  }

  private enqueue(
    compare: () => Promise<Result<ReconciliationReport, Refusal>>,
  ): Promise<Result<ReconciliationReport, Refusal>> {
    this.queued++;
    const next = this.tail
      .then(compare)
      .catch((error: unknown): Result<ReconciliationReport, Refusal> => {
        const message = error instanceof Error ? error.message : String(error);
        return err({ code: 'reconciliation_failed', message });
      })
      .finally(() => this.queued--);
    this.tail = next;
    return next;
  }

  private async compare(
    trigger: ReconciliationTrigger,
    actor: Actor,
  ): Promise<Result<ReconciliationReport, Refusal>> {
    const { clock, guard, scheduler, ourPositions } = this.dependencies;
    const startedAt = formatMicros(clock.now());
    const since = epochMicros(Math.max(0, (this.comparedUntil ?? 0) - overlapMicros));
    const waits = trigger !== 'periodic';
    const compared = await compareVenue(this.dependencies, since, waits);
    const open = await this.settle(compared.unanswered, waits);
    const { positions, differences } = await comparePositions({ guard, scheduler, ours: ourPositions });
    const all = [...compared.differences, ...open, ...differences];
    const until = compared.differences.every(({ resolved }) => resolved) ? compared.lastExecution : undefined;
    const comparedUntil = until ?? this.comparedUntil;
    const data: ReconciliationReportData = {
      trigger,
      startedAt,
      finishedAt: formatMicros(clock.now()),
      ordersCompared: compared.ordersCompared,
      executionsCompared: compared.executionsCompared,
      differences: all,
      positions,
      clean: all.every(({ resolved }) => resolved),
      ...(comparedUntil !== undefined && { comparedUntil: formatMicros(comparedUntil) }),
    };
    if (!this.isOldNews(data)) {
      const recorded = await this.record({ type: 'ReconciliationReported', data }, actor);
      if (!recorded.ok) return recorded;
    }
    this.comparedUntil = comparedUntil;
    const acceptedBy = this.acceptedBy(data);
    this.last = { ...data, venue: guard.venue.id, ...(acceptedBy !== undefined && { acceptedBy }) };
    return ok(this.last);
  }

  /** Waits for orders without an answer, and says what became of them. */
  private async settle(
    orderIds: readonly OrderId[],
    waits: boolean,
  ): Promise<readonly ReconciliationDifference[]> {
    const { clock, scheduler, handler } = this.dependencies;
    const untilMs = clock.monotonicMs() + (waits ? settleWithinMs : 0);
    let open = [...orderIds];
    const differences: ReconciliationDifference[] = [];
    for (;;) {
      const left: OrderId[] = [];
      for (const orderId of open) {
        const order = await handler.order(orderId);
        if (order === undefined) continue;
        if (order.status === 'in_doubt' || 'resume' in order) left.push(orderId);
        else differences.push(...(await this.settledDifference(orderId)));
      }
      open = left;
      if (open.length === 0 || clock.monotonicMs() >= untilMs) break;
      await new Promise<void>((resolve) => void scheduler.after(settlePollMs, resolve));
    }
    for (const orderId of open) differences.push(...(await this.openDifference(orderId, waits)));
    return differences;
  }

  /** How an order that had no answer was settled, by its last event with evidence of reconciliation. */
  private async settledDifference(orderId: OrderId): Promise<readonly ReconciliationDifference[]> {
    const { store, handler } = this.dependencies;
    const order = await handler.order(orderId);
    const clientOrderId = order?.clientOrderId;
    for await (const event of store.read(orderStream(orderId), { direction: 'backwards' })) {
      if (!('evidence' in event.data) || event.data.evidence !== 'reconciliation') continue;
      const kind = settledKinds[event.type];
      if (kind === undefined) continue;
      const detail = 'reason' in event.data ? event.data.reason : 'its answer had been lost';
      const isNeverReceived = 'code' in event.data && event.data.code === 'never_received';
      return [
        {
          kind: isNeverReceived ? 'never_received' : kind,
          orderId,
          ...(clientOrderId !== undefined && { clientOrderId }),
          detail,
          resolved: true,
        },
      ];
    }
    return [];
  }

  private async openDifference(
    orderId: OrderId,
    waited: boolean,
  ): Promise<readonly ReconciliationDifference[]> {
    const order = await this.dependencies.handler.order(orderId);
    if (order === undefined || !('inquiries' in order)) return [];
    // Only just asked: nothing to report yet.
    if (!waited && order.inquiries.length < 3) return [];
    const named = order.clientOrderId !== undefined && { clientOrderId: order.clientOrderId };
    const what = order.status === 'in_doubt' ? 'its submission' : 'a request about it';
    const detail = `${what} has no proven outcome`;
    return [{ kind: 'in_doubt', orderId, ...named, detail, resolved: false }];
  }

  /** The same differences again, seen while they keep the gate shut: said once is enough. */
  private isOldNews(data: ReconciliationReportData): boolean {
    if (data.trigger !== 'periodic' || data.clean || this.last === undefined) return false;
    return keysOf(data) === keysOf(this.last);
  }

  private acceptedBy(data: ReconciliationReportData): Actor | undefined {
    const open = data.differences.filter(({ resolved }) => !resolved);
    const isAccepted = open.length > 0 && open.every((difference) => this.accepted.has(keyOf(difference)));
    return isAccepted ? this.last?.acceptedBy : undefined;
  }

  private async record(event: VenueEvent, actor: Actor): Promise<Result<void, Refusal>> {
    const { store, ids, guard } = this.dependencies;
    const context = { correlationId: ids.next() as CorrelationId, actor };
    const result = await store.append(venueStream(guard.venue.id), [newEvent(event, context, ids)], 'any');
    return result.ok ? ok() : err({ code: 'store_unavailable', message: 'the report could not be recorded' });
  }
}

const settledKinds: Readonly<Partial<Record<string, ReconciliationDifference['kind']>>> = {
  OrderAccepted: 'lost_acceptance',
  OrderRejected: 'lost_rejection',
  OrderFilled: 'lost_fill',
  OrderCanceled: 'lost_cancel',
  OrderExpired: 'lost_expiry',
  OrderReplaced: 'lost_replace',
};

/** Tells a difference from others; the same as long as nothing about it changes. */
function keyOf({ kind, orderId, detail }: ReconciliationDifference): string {
  return JSON.stringify([kind, orderId ?? '', detail]);
}

function keysOf({ differences }: ReconciliationReportData): string {
  return JSON.stringify(differences.map(keyOf).toSorted());
}

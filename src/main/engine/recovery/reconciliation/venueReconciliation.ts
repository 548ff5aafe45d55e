/**
 * Compares one venue's record with ours whenever a comparison is due, records the report, and opens or shuts the venue
 * gate.
 */
import {
  parseOrderId,
  type Actor,
  type ClientOrderId,
  type OrderId,
  alertIdOf,
} from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { epochMicros, formatMicros, parseInstant } from '../../../../shared/kernel/time.ts';
import { orderIdOfClient } from '../../../domain/order/clientOrderIds.ts';
import type { Alert, AlertKind } from '../../../domain/desk/alert.ts';
import type { Order } from '../../../domain/order/orderState.ts';
import type { ReconciliationDifference, ReconciliationTrigger } from '../../../domain/venue/venueEvents.ts';
import type { Alerts } from '../../alerts/alertBook.ts';
import type { ReconciliationSettings } from '../../configuration.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { OperatorContext } from '../../operatorContext.ts';
import type { IdSource, Logger, Scheduler, Timer } from '../../ports.ts';
import type { Position } from '../../orders/exposureBook.ts';
import { comparePositions } from './comparePositions.ts';
import { compareVenue, lookInto, type CompareDependencies } from './compareVenue.ts';
import { reconciliationActor } from '../examineOrder.ts';
import type { Outdated } from '../../../domain/venue/reconciliationState.ts';
import type { ReconciliationReport } from './reconciliation.ts';
import { ownOrdersUnknown } from '../storeAlerts.ts';
import { cancelStray } from './strayCancel.ts';
import { settleUnanswered } from '../settleUnanswered.ts';
import { untoldOrders } from '../untoldOrders.ts';
import type { VenueGate } from '../../gates/venueGate.ts';
import type { DropCopyComparison } from '../dropCopy/dropCopyComparison.ts';
import { ReconciliationReports } from './reconciliationReports.ts';
import { UnknownOrders } from './unknownOrders.ts';

export interface VenueReconciliationDependencies extends CompareDependencies {
  readonly gate: VenueGate;
  /** Absent where the venue has no drop copy. */
  readonly copy: DropCopyComparison | undefined;
  readonly settings: () => ReconciliationSettings;
  readonly raise: (alert: Alert) => void;
  readonly alerts: Pick<Alerts, 'open' | 'end'>;
  readonly adoptedAlerts: (adopted: readonly Order[]) => readonly Alert[];
  readonly ourPositions: () => readonly Position[];
  readonly store: EventStore;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly logger: Logger;
}

/** A comparison asks for executions from this long before the last execution that was compared. */
const overlapMicros = 10_000_000;
/**
 * The pause after a comparison that got no answer; it doubles up to the maximum. The maximum is also the longest pause
 * between comparisons while differences keep the gate shut.
 */
const tryAgainMs = 1_000;
const tryAgainMsMax = 30_000;
/** How many differences one alert names; all of them are in the report. */
const differencesNamedMax = 3;
/** The kinds of alerts about differences that a comparison has found and a person may accept. */
const differing = [
  'venue_differs',
  'orders_untold',
  'drop_copy_differs',
] as const satisfies readonly AlertKind[];
/** A comparison that is this much later than the interval says is overdue. */
const overdueAfterMs = 10_000;

export class VenueReconciliation {
  readonly gate: VenueGate;
  private readonly dependencies: VenueReconciliationDependencies;
  private readonly reports: ReconciliationReports;
  private queued = 0;
  /** The last comparison in the queue: comparisons run one after the other. */
  private tail: Promise<unknown> = Promise.resolve();
  /** Counts connections; a comparison that began on an earlier connection does not change the gate. */
  private connection = 0;
  private timer: Timer | undefined;
  private readonly unknown = new UnknownOrders((...named) => this.lookIntoUnknown(...named));
  /** Why the last report does not hold any more: something has happened since its comparison began. */
  private unjudged: { readonly why: Exclude<Outdated, 'overdue'> } | undefined;
  /** Whether a comparison out of turn goes on until the venue has answered. */
  private hurrying = false;
  private phase: 'not started' | 'running' | 'closed' = 'not started';

  constructor(dependencies: VenueReconciliationDependencies) {
    this.dependencies = dependencies;
    this.reports = new ReconciliationReports(dependencies.guard.venue.id, dependencies);
    this.gate = dependencies.gate;
  }

  /** Whether a comparison runs or waits for its turn. */
  get comparing(): boolean {
    return this.queued > 0;
  }

  get report(): ReconciliationReport | undefined {
    return this.reports.last;
  }

  get outdated(): Outdated | undefined {
    if (this.unjudged !== undefined) return this.unjudged.why;
    const finished = parseInstant(this.report?.finishedAt ?? '');
    if (finished === undefined) return undefined;
    const { settings, clock } = this.dependencies;
    return clock.now() - finished > (settings().intervalMs + overdueAfterMs) * 1_000 ? 'overdue' : undefined;
  }

  /**
   * Reads the last report and the accepted differences of an earlier run, and the executions since the records last
   * agreed.
   */
  async restore(): Promise<void> {
    await this.reports.restore();
    const { comparedUntil } = this.reports;
    if (comparedUntil === undefined) return;
    const fromTime = epochMicros(comparedUntil - overlapMicros);
    const { store, known } = this.dependencies;
    for await (const event of store.readAll({ fromTime })) known.observe([event]);
  }

  /** Called once everything that a crash left is in memory again: from now on the venue's record is compared. */
  start(): void {
    if (this.phase === 'closed') return;
    this.phase = 'running';
    if (this.dependencies.guard.venue.connected) this.compareForConnection('start');
    this.arm();
  }

  onConnected(): void {
    this.connection++;
    if (this.phase !== 'running') return;
    this.compareForConnection(this.connection === 1 ? 'start' : 'reconnect');
  }

  onDisconnected(): void {
    this.gate.set('closed');
  }

  /** Called when the venue was silent: messages may have been lost although the connection stood. */
  onSilent(): void {
    this.unjudged = { why: 'silence' };
  }

  onSpokeAgain(): void {
    this.unjudged = { why: 'silence' };
    void this.compareSoon('silence');
  }

  /**
   * Called when an operator has settled an order without the venue's evidence, or the venue has contradicted such a
   * settlement.
   */
  onSettlement(): void {
    this.unjudged = { why: 'settlement' };
    void this.compareSoon('settlement');
  }

  /** Called when the differences between drop copy and order session have changed. */
  onDropCopy(): void {
    this.unjudged = { why: 'drop_copy' };
    void this.compareSoon('drop_copy');
  }

  async adopt(clientOrderId: ClientOrderId, operator: OperatorContext): Promise<Result<OrderId, Refusal>> {
    const orderId = orderIdOfClient(clientOrderId);
    if ((await this.dependencies.handler.order(orderId)) !== undefined) {
      return err({ code: 'order_known', message: `order ${orderId} is in the store already` });
    }
    try {
      const taken = await this.dependencies.adoption.adopt(clientOrderId, operator.actor);
      const adopted = taken.find((one) => one.orderId === orderId) ?? taken[0];
      if (adopted?.resolved === true) return ok(orderId);
      const message = adopted?.detail ?? `the venue has rejected ${clientOrderId}: there is nothing to adopt`;
      return err({ code: 'order_not_adopted', message });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return err({ code: 'venue_no_answer', message });
    }
  }

  /** Called for a report about an order that the store does not know. */
  onUnknownOrder(clientOrderId: ClientOrderId): void {
    this.unknown.reported(clientOrderId);
  }

  close(): void {
    this.phase = 'closed';
    this.unknown.close();
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
    const accepted = await this.reports.accept(operator);
    if (accepted.ok && this.gate.state === 'differences') this.gate.set('open');
    if (accepted.ok) for (const kind of differing) this.endAlerts(kind, 'a person has accepted what differs');
    return accepted;
  }

  async cancelStray(clientOrderId: ClientOrderId, operator: OperatorContext): Promise<Result<void, Refusal>> {
    const canceled = await cancelStray(this.dependencies, clientOrderId, operator);
    // Compares even where nothing was left to cancel, because the last report says otherwise.
    void this.run(operator);
    return canceled;
  }

  private compareForConnection(trigger: ReconciliationTrigger): void {
    this.gate.set('running');
    void this.insist(trigger, true);
  }

  /** Compares out of turn. New orders leave meanwhile, as between any two comparisons. */
  private async compareSoon(trigger: ReconciliationTrigger): Promise<void> {
    if (this.phase !== 'running' || this.hurrying || this.isSilent) return;
    this.hurrying = true;
    while ((await this.insist(trigger, false)) && this.unjudged !== undefined);
    this.hurrying = false;
  }

  private get isSilent(): boolean {
    return this.dependencies.guard.snapshot().silentSince !== undefined;
  }

  /**
   * Tries until the venue has answered. Returns false when the connection has changed by then, or when the venue is
   * silent. With `decides` it goes on asking a silent venue.
   */
  private async insist(trigger: ReconciliationTrigger, decides: boolean): Promise<boolean> {
    const { connection } = this;
    const { guard, logger, scheduler } = this.dependencies;
    for (let delayMs = tryAgainMs; ; delayMs = Math.min(tryAgainMsMax, delayMs * 2)) {
      if (this.phase === 'closed' || connection !== this.connection || !guard.venue.connected) return false;
      const compared = await this.enqueue(() => this.compare(trigger, reconciliationActor));
      if (compared.ok) {
        this.endAlerts('venue_not_compared', 'the venue has answered, and its record was compared');
        this.judge(compared.value, connection, decides);
        return true;
      }
      if (decides) this.tellNotCompared(compared.error.message);
      logger.log('warn', 'reconciliation got no answer', {
        venue: guard.venue.id,
        why: compared.error.message,
      });
      // When the venue speaks again, another comparison starts.
      if (!decides && this.isSilent) return false;
      await new Promise<void>((resolve) => void scheduler.after(delayMs, resolve));
    }
  }

  private arm(): void {
    if (this.phase === 'closed') return;
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

  /** Opens or shuts the gate by the result of a comparison. */
  private judge(report: ReconciliationReport, connection: number, decides: boolean): void {
    const { guard, logger } = this.dependencies;
    if (connection !== this.connection || !guard.venue.connected) return;
    // While trading goes on, some order always waits for its answer; such an order does not shut an open gate.
    const shutting = report.differences.filter(
      (difference) =>
        !difference.resolved &&
        !this.reports.isAccepted(difference) &&
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
      this.tellHold(report, shutting);
      this.arm();
    }
  }

  /** Raises an alert from the first comparison that fails: no order leaves before a comparison on this connection. */
  private tellNotCompared(why: string): void {
    const { guard, raise, clock } = this.dependencies;
    const { id: venue } = guard.venue;
    if (this.openAlerts('venue_not_compared').length > 0) return;
    raise({
      alertId: alertIdOf(`venue_not_compared:${venue}:${formatMicros(clock.now())}`),
      kind: 'venue_not_compared',
      holdsOrders: false,
      message: `no order leaves for venue ${venue}, since its record could not be compared with ours: ${why}`,
      advice:
        'The desk goes on asking, and this alert ends once the venue answers. See with the venue why it does not.',
      venue,
    });
  }

  /** Raises one alert while orders wait for a person; the alert stays the same while the differences do. */
  private tellHold(
    { venue, finishedAt }: ReconciliationReport,
    shutting: readonly ReconciliationDifference[],
  ): void {
    const { raise } = this.dependencies;
    const isOver = 'the records of the venue and of the desk agree on it now';
    // Untold orders and differences of a drop copy have alerts of their own.
    const differences = shutting.filter(({ kind }) => kind !== 'untold' && kind !== 'drop_copy');
    if (differences.length === 0) return this.endAlerts('venue_differs', isOver);
    const named = differences.slice(0, differencesNamedMax).map(({ orderId, detail }) => {
      return orderId === undefined ? detail : `order ${orderId}: ${detail}`;
    });
    const others = differences.length - named.length;
    const rest = others > 0 ? `; and ${others} more` : '';
    const alert = {
      kind: 'venue_differs',
      message: `no order leaves for venue ${venue}, since its record and ours differ: ${named.join('; ')}${rest}`,
    } as const;
    this.endAlerts(alert.kind, 'other differences hold the orders now', (open) => open !== alert.message);
    if (this.openAlerts(alert.kind).some((open) => open.message === alert.message)) return;
    raise({
      ...alert,
      alertId: alertIdOf(`venue_differs:${venue}:${finishedAt}`),
      holdsOrders: false,
      advice: 'Ask the venue, settle what differs, and accept what is left: desk reconcile --accept.',
      venue,
    });
  }

  private openAlerts(kind: AlertKind) {
    const { alerts, guard } = this.dependencies;
    return alerts.open().filter((alert) => alert.kind === kind && alert.venue === guard.venue.id);
  }

  private endAlerts(kind: AlertKind, how: string, isOver: (message: string) => boolean = () => true): void {
    const { alerts, guard } = this.dependencies;
    const concerns = (alert: Alert): boolean =>
      alert.kind === kind && alert.venue === guard.venue.id && isOver(alert.message);
    void alerts.end(concerns, how);
  }

  private async lookIntoUnknown(orderId: OrderId, clientOrderId: ClientOrderId): Promise<void> {
    const { guard, logger, check } = this.dependencies;
    try {
      const { differences } = await lookInto(this.dependencies, orderId, clientOrderId, true);
      await this.tellUnknown(differences);
    } catch (error) {
      const fields = { venue: guard.venue.id, clientOrderId, error: String(error) };
      logger.log('error', 'an order that is not ours could not be adopted', fields);
    }
    // Further reports on the order may have come while the venue was asked about it.
    check(orderId, true);
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

  /**
   * Raises alerts for orders that the store did not know: those under our own ids, which nobody else uses, and those
   * adopted from others.
   */
  private async tellUnknown(differences: readonly ReconciliationDifference[]): Promise<void> {
    const { guard, handler, raise, adoptedAlerts } = this.dependencies;
    const alert = ownOrdersUnknown(guard.venue.id, differences);
    if (alert !== undefined) raise(alert);
    const taken = differences.filter(({ kind, resolved }) => kind === 'unknown_order' && resolved);
    const ids = taken.flatMap(({ orderId }) => parseOrderId(orderId ?? '') ?? []);
    const orders = await Promise.all(ids.map((id) => handler.order(id)));
    for (const one of adoptedAlerts(orders.filter((order) => order !== undefined))) raise(one);
  }

  private async compare(
    trigger: ReconciliationTrigger,
    actor: Actor,
  ): Promise<Result<ReconciliationReport, Refusal>> {
    const { clock, guard, scheduler, ourPositions, copy } = this.dependencies;
    const startedAt = formatMicros(clock.now());
    const { unjudged } = this;
    const since = epochMicros(Math.max(0, (this.reports.comparedUntil ?? 0) - overlapMicros));
    const waits = trigger !== 'periodic';
    const compared = await compareVenue(this.dependencies, since, waits);
    await this.tellUnknown(compared.differences);
    const open = await settleUnanswered(this.dependencies, compared.unanswered, waits);
    const { positions, differences } = await comparePositions({ guard, scheduler, ours: ourPositions });
    const all = [...compared.differences, ...open, ...differences, ...(copy?.differences ?? [])];
    const until = compared.differences.every(({ resolved }) => resolved) ? compared.lastExecution : undefined;
    const comparedUntil = until ?? this.reports.comparedUntil;
    const reported = await this.reports.add(
      {
        trigger,
        startedAt,
        finishedAt: formatMicros(clock.now()),
        ordersCompared: compared.ordersCompared,
        executionsCompared: compared.executionsCompared,
        differences: all,
        positions,
        clean: all.every(({ resolved }) => resolved),
        record: guard.venue.capabilities.record,
        ...(comparedUntil !== undefined && { comparedUntil: formatMicros(comparedUntil) }),
        ...(copy !== undefined && { copiedUntil: copy.comparedUntil }),
      },
      actor,
    );
    const notAccepted = all.filter((difference) => !this.reports.isAccepted(difference));
    for (const alert of untoldOrders(guard.venue.id, notAccepted)) this.dependencies.raise(alert);
    if (reported.ok && this.unjudged === unjudged) this.unjudged = undefined;
    return reported;
  }
}

/**
 * The reports on comparisons of a venue's record with ours, and the differences that operators accepted. Both are
 * events of the venue's stream, and are read from it at a start.
 */
import { newCorrelationId, venueStream, type Actor, type VenueId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { parseInstant, type EpochMicros } from '../../../../shared/kernel/time.ts';
import type {
  ReconciliationDifference,
  ReconciliationReportData,
  VenueEvent,
} from '../../../domain/venue/venueEvents.ts';
import type { EventStore } from '../../events/eventStore.ts';
import { newEvent } from '../../events/newEvent.ts';
import type { OperatorContext } from '../../operatorContext.ts';
import type { IdSource } from '../../ports.ts';
import type { ReconciliationReport } from './reconciliation.ts';

interface ReconciliationReportsDependencies {
  readonly store: EventStore;
  readonly ids: IdSource;
}

/** How many of the latest events of the venue's stream are searched for its last report. */
const lookBackEventsMax = 2_000;

export class ReconciliationReports {
  private readonly venue: VenueId;
  private readonly dependencies: ReconciliationReportsDependencies;
  private latest: ReconciliationReport | undefined;
  private readonly accepted = new Set<string>();
  private until: EpochMicros | undefined;

  constructor(venue: VenueId, dependencies: ReconciliationReportsDependencies) {
    this.venue = venue;
    this.dependencies = dependencies;
  }

  get last(): ReconciliationReport | undefined {
    return this.latest;
  }

  /** Time of the last execution up to which both records agreed; undefined when they never did. */
  get comparedUntil(): EpochMicros | undefined {
    return this.until;
  }

  isAccepted(difference: ReconciliationDifference): boolean {
    return this.accepted.has(keyOf(difference));
  }

  /**
   * Reads the last report and the accepted differences of an earlier run. An acceptance holds beyond later reports, until
   * one of them is clean.
   */
  async restore(): Promise<void> {
    const { store } = this.dependencies;
    let looked = 0;
    let acceptedBy: Actor | undefined;
    for await (const event of store.read(venueStream(this.venue), { direction: 'backwards' })) {
      if (event.type === 'ReconciliationAccepted') {
        acceptedBy ??= event.actor;
        for (const difference of event.data.differences) this.accepted.add(keyOf(difference));
      }
      if (event.type === 'ReconciliationReported') {
        this.latest ??= { ...event.data, venue: this.venue };
        this.until ??= untilOf(event.data);
        if (this.until !== undefined && (event.data.clean || this.isAcceptedWhole(this.latest))) break;
      }
      if (++looked >= lookBackEventsMax) break;
    }
    if (this.latest !== undefined && acceptedBy !== undefined && this.isAcceptedWhole(this.latest)) {
      this.latest = { ...this.latest, acceptedBy };
    }
  }

  /** Resolves once the report is durable. */
  async add(data: ReconciliationReportData, actor: Actor): Promise<Result<ReconciliationReport, Refusal>> {
    if (!this.isOldNews(data)) {
      const recorded = await this.record({ type: 'ReconciliationReported', data }, actor);
      if (!recorded.ok) return recorded;
    }
    this.until = untilOf(data);
    const acceptedBy = this.acceptedBy(data);
    this.latest = { ...data, venue: this.venue, ...(acceptedBy !== undefined && { acceptedBy }) };
    return ok(this.latest);
  }

  /** Accepts the differences that the last report leaves open; refused when there are none. */
  async accept(operator: OperatorContext): Promise<Result<void, Refusal>> {
    const differences = this.latest?.differences.filter(({ resolved }) => !resolved) ?? [];
    if (this.latest === undefined || differences.length === 0) {
      const message = `the last report on venue ${this.venue} leaves no difference to accept`;
      return err({ code: 'nothing_to_accept', message });
    }
    const data = { reason: operator.reason, differences };
    const recorded = await this.record({ type: 'ReconciliationAccepted', data }, operator.actor);
    if (!recorded.ok) return recorded;
    for (const difference of differences) this.accepted.add(keyOf(difference));
    this.latest = { ...this.latest, acceptedBy: operator.actor };
    return ok();
  }

  /**
   * Whether a periodic report repeats the differences of the last one while they keep the gate shut: then it is not
   * recorded again.
   */
  private isOldNews(data: ReconciliationReportData): boolean {
    if (data.trigger !== 'periodic' || data.clean || this.latest === undefined) return false;
    return keysOf(data) === keysOf(this.latest);
  }

  private acceptedBy(data: ReconciliationReportData): Actor | undefined {
    return this.isAcceptedWhole(data) ? this.latest?.acceptedBy : undefined;
  }

  private isAcceptedWhole({ differences }: ReconciliationReportData): boolean {
    const open = differences.filter(({ resolved }) => !resolved);
    return open.length > 0 && open.every((difference) => this.isAccepted(difference));
  }

  private async record(event: VenueEvent, actor: Actor): Promise<Result<void, Refusal>> {
    const { store, ids } = this.dependencies;
    const context = { correlationId: newCorrelationId(ids), actor };
    const result = await store.append(venueStream(this.venue), [newEvent(event, context, ids)], 'any');
    return result.ok ? ok() : err({ code: 'store_unavailable', message: 'the report could not be recorded' });
  }
}

function untilOf({ comparedUntil }: ReconciliationReportData): EpochMicros | undefined {
  return comparedUntil === undefined ? undefined : parseInstant(comparedUntil);
}

/** The key of a difference; it stays the same as long as nothing about the difference changes. */
function keyOf({ kind, orderId, detail }: ReconciliationDifference): string {
  return JSON.stringify([kind, orderId ?? '', detail]);
}

function keysOf({ differences }: ReconciliationReportData): string {
  return JSON.stringify(differences.map(keyOf).toSorted());
}

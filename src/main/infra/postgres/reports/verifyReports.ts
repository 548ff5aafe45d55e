/**
 * Compares the reporting tables with a replay of the events. All rows are read as they stood at one moment, so that an
 * engine may go on meanwhile. Only rows that differ, and rows that may still change, stay in memory.
 */
import { counted } from '../../../../shared/kernel/counted.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import { placeOf, type PostgresSettings } from '../recordAddress.ts';
import { RecordError, recordFault } from '../recordFault.ts';
import { leaseState } from '../recordLease.ts';
import { RecordSession } from '../recordSession.ts';
import { orderReport, reportsVersion, signalReport, type ReportKind } from '../reportTables.ts';
import { eventBatches } from './eventBatches.ts';
import { hasReports, reportCheckpoint } from './reportBook.ts';
import { ReportProjection } from './reportProjection.ts';
import { reportRows } from './reportRows.ts';

export interface ReportDifference {
  /** The order or the signal. */
  readonly id: string;
  /** Position of the last event of its row. */
  readonly position: number;
  /** The columns that read otherwise; none where the row is missing or no event speaks of it. */
  readonly columns: readonly string[];
}

export type ReportsReport =
  | {
      readonly state: 'compared';
      readonly orders: number;
      readonly signals: number;
      readonly different: number;
      /** The first difference, by position. */
      readonly first?: ReportDifference;
      readonly message: string;
    }
  /** There is nothing to compare. `message` says why. */
  | { readonly state: 'absent'; readonly message: string };

export interface VerifyReportsOptions {
  readonly settings: PostgresSettings;
  readonly events: Pick<EventStore, 'read' | 'readAll' | 'head'>;
  readonly signal?: AbortSignal | undefined;
}

/** Faults: those of RecordSession, `record_changed`, `reports_ahead`, `canceled`, and those of reading the events. */
export async function verifyReports(options: VerifyReportsOptions): Promise<Result<ReportsReport, Fault>> {
  const { settings, signal } = options;
  let session: RecordSession | undefined;
  try {
    session = await RecordSession.open(settings, 'desk verify, reports');
    if (!(await hasReports(session))) return ok(absent('there are no reporting tables yet'));
    await session.ask({ text: 'SET idle_in_transaction_session_timeout = 0' });
    await session.ask({ text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' });
    return ok(await compare(session, options));
  } catch (error) {
    if (signal?.aborted === true) return err({ code: 'canceled', message: 'The verification was canceled' });
    return err(error instanceof StoreReadError ? error.fault : recordFault(error, placeOf(settings)));
  } finally {
    await session?.close();
  }
}

async function compare(
  session: RecordSession,
  { events, signal }: VerifyReportsOptions,
): Promise<ReportsReport> {
  const checkpoint = await reportCheckpoint(session);
  if (checkpoint.version !== reportsVersion) {
    return absent(
      'the reporting tables are of another version of this program: its next start makes them anew',
    );
  }
  const { position } = checkpoint;
  const head = events.head().position;
  if (position > head) {
    await refuseAhead(session, position);
    return absent(
      `the reporting tables hold the events up to ${position}, and the copy in this folder ends at ${head}`,
    );
  }
  const projection = new ReportProjection(events, 0);
  const [orders, signals] = [new Comparison(session, orderReport), new Comparison(session, signalReport)];
  for await (const batch of eventBatches(events, 0, position)) {
    signal?.throwIfAborted();
    const changed = await projection.take(batch);
    const rows = reportRows(changed.orders.values(), changed.signals.values());
    await orders.take(changed.orders, rows.orders);
    await signals.take(changed.signals, rows.signals);
  }
  const { begun } = projection;
  const different = [...(await orders.end(begun.orders)), ...(await signals.end(begun.signals))];
  const [first] = different.toSorted((a, b) => a.position - b.position);
  const message = `the reporting tables have ${counted(begun.orders, 'order')} and ${counted(begun.signals, 'signal')}`;
  const counts = { state: 'compared' as const, ...begun, different: different.length };
  if (first === undefined) {
    return { ...counts, message: `${message} as ${counted(position, 'event')} make them` };
  }
  return { ...counts, first, message: `the reporting tables read otherwise: ${wordsOf(first)}` };
}

/** Another engine may have written what the copy in this folder lacks, and nobody what the record lacks. */
async function refuseAhead(session: RecordSession, position: number): Promise<void> {
  const { position: written } = await leaseState(session);
  if (position <= written) return;
  throw new RecordError({
    code: 'reports_ahead',
    message: `they hold the events up to ${position}, and the record ends at ${written}: desk rebuild makes them anew`,
  });
}

function absent(message: string): ReportsReport {
  return { state: 'absent', message };
}

function wordsOf({ id, position, columns }: ReportDifference): string {
  const what =
    columns.length === 0 ? 'is missing, or no event speaks of it' : `differs in ${columns.join(', ')}`;
  return `${id}, at position ${position}, ${what}`;
}

interface Differing {
  readonly id: string;
  readonly columns: readonly string[] | null;
}

class Comparison {
  private readonly session: RecordSession;
  private readonly kind: ReportKind;
  private readonly different = new Map<string, ReportDifference>();

  constructor(session: RecordSession, kind: ReportKind) {
    this.session = session;
    this.kind = kind;
  }

  /**
   * Compares rows as a batch of events has left them. A row that changes later is compared again. The limit makes
   * PostgreSQL look each row up: a join reads the whole table for every batch.
   */
  async take(changed: ReadonlyMap<string, { readonly position: number }>, json: string): Promise<void> {
    if (changed.size === 0) return;
    const { view, key } = this.kind;
    const { rows } = await this.session.ask<Differing>({
      name: `compare ${view}`,
      text: `SELECT r.${key} AS id, (
          SELECT array_agg(a.key ORDER BY a.key) FROM jsonb_each(to_jsonb(r)) AS a
          JOIN jsonb_each(to_jsonb(v)) AS b USING (key) WHERE a.value <> b.value) AS columns
        FROM json_populate_recordset(NULL::breakwater.${view}, $1::json) AS r
        LEFT JOIN LATERAL (
          SELECT w AS v FROM breakwater.${view} AS w WHERE w.${key} = r.${key} LIMIT 1) AS found ON true
        WHERE v IS DISTINCT FROM r`,
      values: [json],
    });
    for (const id of changed.keys()) this.different.delete(id);
    for (const { id, columns } of rows) {
      this.different.set(id, { id, columns: columns ?? [], position: changed.get(id)?.position ?? 0 });
    }
  }

  /** The rows that differ. `expected` is how many rows there should be. */
  async end(expected: number): Promise<readonly ReportDifference[]> {
    const { view, key } = this.kind;
    const { rows } = await this.session.ask<{ count: number }>({
      text: `SELECT count(*) AS count FROM breakwater.${view}`,
    });
    const missing = [...this.different.values()].filter(({ columns }) => columns.length === 0).length;
    const strangers = (rows[0]?.count ?? 0) - expected + missing;
    if (strangers <= 0) return [...this.different.values()];
    const stream = view.slice(0, -1);
    const found = await this.session.ask<ReportDifference>({
      text: `SELECT ${key} AS id, position, ARRAY[]::text[] AS columns FROM breakwater.${view}
        WHERE NOT EXISTS (SELECT FROM breakwater.events WHERE stream = '${stream}-' || ${key})
        ORDER BY position LIMIT ${strangers}`,
    });
    const unnamed = { id: `a row of ${view}`, position: 0, columns: [] };
    return [...this.different.values(), ...(found.rows.length === 0 ? [unnamed] : found.rows)];
  }
}

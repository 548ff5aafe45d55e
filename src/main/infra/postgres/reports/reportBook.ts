/**
 * The reporting tables in PostgreSQL, as the one engine that may change them sees them. Rows and the position that they
 * hold change together, under the engine's epoch and on top of the position on which the rows were made: an answer that
 * was lost does no harm, and neither does an engine that has lost the record.
 */
import type { PostgresSettings } from '../recordAddress.ts';
import { RecordError } from '../recordFault.ts';
import type { Query } from '../recordLink.ts';
import { RecordSession } from '../recordSession.ts';
import {
  orderReport,
  reportKinds,
  reportsVersion,
  reportTables,
  signalReport,
  upsertOf,
} from '../reportTables.ts';
import type { ReportRows } from './reportRows.ts';

/** Which rows the views show, and which events are in them. */
export interface ReportCheckpoint {
  readonly build: number;
  /** The version of the program's rows; rows of another version are made anew. */
  readonly version: number;
  readonly position: number;
  /** The epoch of the engine that may change the rows. */
  readonly epoch: number;
}

const checkpointColumns = 'build, version, position, epoch';

export interface ReportStep {
  readonly epoch: number;
  /** The rows were made on top of all events up to this position. */
  readonly from: number;
  /** All events up to this position are in the rows. */
  readonly to: number;
  readonly rows: ReportRows;
}

/**
 * Connects. What is committed here need not be on PostgreSQL's disk at once: after a crash the rows and their position
 * are both of an earlier moment, and follow the record again.
 */
export async function openReports(settings: PostgresSettings, what: string): Promise<RecordSession> {
  const session = await RecordSession.open(settings, what);
  try {
    if (!(await hasReports(session))) await session.ask({ text: reportTables });
    await session.ask({ text: 'SET synchronous_commit = off' });
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

export async function hasReports(session: RecordSession): Promise<boolean> {
  const { rows } = await session.ask<{ there: boolean }>({
    text: `SELECT to_regclass('breakwater.reports') IS NOT NULL AS there`,
  });
  return rows[0]?.there === true;
}

/**
 * Makes the engine with this epoch the one that may change the rows, once no statement of an earlier one is under way any
 * more. Throws RecordError: `record_taken` where another engine is the record's writer.
 */
export async function claimReports(session: RecordSession, epoch: number): Promise<ReportCheckpoint> {
  const { rows } = await session.ask<ReportCheckpoint>({
    text: `UPDATE breakwater.reports SET epoch = $1::bigint
      WHERE epoch <= $1::bigint AND EXISTS (SELECT FROM breakwater.writer WHERE epoch = $1::bigint)
      RETURNING ${checkpointColumns}`,
    values: [epoch],
  });
  if (rows[0] !== undefined) return rows[0];
  await reportCheckpoint(session);
  throw new RecordError({
    code: 'record_taken',
    message: 'The reporting tables follow another engine, which has become the writer of the record',
  });
}

/** Throws RecordError, `record_changed` where the table is empty. */
export async function reportCheckpoint(session: RecordSession): Promise<ReportCheckpoint> {
  const { rows } = await session.ask<ReportCheckpoint>({
    text: `SELECT ${checkpointColumns} FROM breakwater.reports`,
  });
  if (rows[0] !== undefined) return rows[0];
  throw new RecordError({
    code: 'record_changed',
    message:
      'The table breakwater.reports in PostgreSQL has no row; expected one. Drop the tables reports, order_rows and signal_rows (CASCADE): desk rebuild makes them anew',
  });
}

const step: Query = {
  name: 'report',
  text: `WITH moved AS (
      UPDATE breakwater.reports SET position = $3::bigint, updated_at = now()
      WHERE epoch = $1::bigint AND position = $2::bigint AND version = ${reportsVersion}
        AND EXISTS (SELECT FROM breakwater.writer WHERE epoch = $1::bigint)
      RETURNING build),
    orders AS (${upsertOf(orderReport, 'moved', '$4')}),
    signals AS (${upsertOf(signalReport, 'moved', '$5')})
  SELECT count(*)::integer AS moved FROM moved`,
};

/** Moves the rows on. False where the tables are not as this engine has left them; nothing is changed then. */
export async function moveReports(
  session: RecordSession,
  { epoch, from, to, rows: { orders, signals } }: ReportStep,
): Promise<boolean> {
  const { rows } = await session.ask<{ moved: number }>({
    ...step,
    values: [epoch, from, to, orders, signals],
  });
  return rows[0]?.moved === 1;
}

/** Writes rows of a build that no view shows yet. */
export async function addToBuild(session: RecordSession, build: number, rows: ReportRows): Promise<void> {
  await session.ask({
    name: 'build',
    text: `WITH target AS (SELECT $1::integer AS build),
        orders AS (${upsertOf(orderReport, 'target', '$2')})
      ${upsertOf(signalReport, 'target', '$3')}`,
    values: [build, rows.orders, rows.signals],
  });
}

/**
 * Lets the views show the build after the present one. False where the present rows have events that the new ones lack:
 * events that the record itself lacks do not count.
 */
export async function showBuild(
  session: RecordSession,
  present: ReportCheckpoint,
  position: number,
): Promise<boolean> {
  const { count } = await session.ask({
    text: `UPDATE breakwater.reports
      SET build = build + 1, version = ${reportsVersion}, position = $3::bigint, updated_at = now()
      WHERE build = $1::integer AND epoch = $2::bigint
        AND (position <= $3::bigint OR position > (SELECT position FROM breakwater.writer))`,
    values: [present.build, present.epoch, position],
  });
  return count === 1;
}

/** Rows that are removed in one statement, so that none of them takes long. */
const removedRowsMax = 5_000;

/** Removes the rows of every build but the one that the views show. */
export async function removeOtherBuilds(session: RecordSession): Promise<void> {
  for (const { table } of reportKinds) {
    for (let removed = removedRowsMax; removed === removedRowsMax;) {
      ({ count: removed } = await session.ask({
        text: `DELETE FROM breakwater.${table} WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM breakwater.${table}
          WHERE build <> (SELECT build FROM breakwater.reports) LIMIT ${removedRowsMax}))`,
      }));
    }
  }
}

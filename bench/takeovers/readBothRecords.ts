/** Reads what is new in the two records: the engine's, in PostgreSQL, and the venue's own. */
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import pg from 'pg';
import type { PostgresSettings } from '../../src/main/infra/postgres/recordAddress.ts';
import { readSimRequests } from '../../src/main/infra/venues/sim/record/testing/readSimRecord.ts';
import { judgedTypes, type RecordRow, type TakeoverLedger, type VenueExecution } from './takeoverLedger.ts';

const newEvents = `SELECT position::int, type, stream, d->>'clientOrderId' AS "clientOrderId",
    d->>'executionId' AS "executionId", d->>'lastQuantity' AS quantity,
    coalesce(d#>>'{terms,signalId}', substring(stream from '^signal-(.*)$')) AS "signalId",
    d#>'{terms,parent}' IS NOT NULL AS "isChild"
  FROM (SELECT position, type, stream, data::jsonb AS d FROM breakwater.events
    WHERE position > $1 AND type = ANY($2)) AS judged ORDER BY position`;

const newExecutions = `SELECT sequence, execution_id AS executionId, quantity FROM executions WHERE sequence > ?
  ORDER BY sequence`;

/** The first new order of a process that the venue took, at or after a time. */
const firstOrder = `SELECT min(accepted_at) AS acceptedAt FROM requests JOIN sessions USING (session)
  JOIN orders USING (client_order_id)
  WHERE requests.sequence > ? AND requests.type = 'submit' AND pid = ? AND received_at >= ? AND code IS NULL`;

export class BothRecords {
  private readonly postgres: PostgresSettings;
  private readonly venueFile: string;
  private position = 0;
  private request = 0;
  private execution = 0;

  constructor(postgres: PostgresSettings, venueFile: string) {
    this.postgres = postgres;
    this.venueFile = venueFile;
  }

  /** Takes what is new since the last call into the ledger. */
  async readInto(ledger: TakeoverLedger): Promise<void> {
    // The venue first: whatever it has of an order, the record has had before.
    const requests = readSimRequests(this.venueFile, this.request);
    ledger.requests(requests);
    this.request = requests.at(-1)?.sequence ?? this.request;
    const executions = this.ofVenue((database) =>
      database.prepare<[number], VenueExecution>(newExecutions).all(this.execution),
    );
    ledger.executions(executions);
    this.execution = executions.at(-1)?.sequence ?? this.execution;
    const rows = await this.newRows();
    ledger.record(rows);
    this.position = rows.at(-1)?.position ?? this.position;
  }

  /** When the venue took the first new order of this process since then; both in microseconds since 1970. */
  firstOrderOf(pid: number, sinceMicros: number): number | undefined {
    const found = this.ofVenue((database) =>
      database
        .prepare<[number, number, number], { acceptedAt: number | null }>(firstOrder)
        .get(this.request, pid, sinceMicros),
    );
    return found?.acceptedAt ?? undefined;
  }

  private async newRows(): Promise<RecordRow[]> {
    const { host, port, user, database, passwordFile = '' } = this.postgres;
    const password = readFileSync(passwordFile, 'utf8').trim();
    const client = new pg.Client({ host, port, user, database, password });
    await client.connect();
    try {
      return (await client.query<RecordRow>(newEvents, [this.position, judgedTypes])).rows;
    } finally {
      await client.end();
    }
  }

  private ofVenue<T>(read: (database: Database.Database) => T): T {
    const database = new Database(this.venueFile, { readonly: true, fileMustExist: true });
    try {
      return read(database);
    } finally {
      database.close();
    }
  }
}

/**
 * The tables of the record, in the schema `breakwater` of a database of its own. `events` has the columns of `events.db`
 * (infra/sqlite/files/eventDatabase.ts) and the same hash chain, so that an auditor reads both alike.
 *
 * `writer` has one row: the chain's head, and the engine that may write. Each engine that takes over raises `epoch`, and
 * each append names it: an engine that lost the record can write nothing. `moved` says when and where `desk migrate` has
 * taken the events, and is absent as long as they are here: an engine does not start on a record that has moved. The row
 * is the engine's lease, too: `beat` counts its heartbeats, `released` says that it has let go of the lease, `machine`
 * names the system on which its process runs, and `cut_off` says that it reaches no venue. `standby` has a row for each
 * engine that waits: the venues that it reaches, and when it last said so.
 *
 * `store` and `checkpoints` are those of `events.db`. The tables of reportTables.ts follow the record. `write_probe` is
 * empty, except while an engine that could not write tries to write again.
 *
 * `fix_messages` has the rows of the files of FIX sessions (infra/venues/fix/store/fixStoreFormat.ts), message for message.
 * `fix_sessions` has their numbers, and who may change them: `writer` is the epoch of the engine that goes on with the
 * session, `file` the file that it has on its machine. No message that is not in `fix_messages` has a number from
 * `promised` on. `lost` tells of messages that are in no record, as JSON.
 */
import type { Session } from './recordLink.ts';
import { RecordError } from './recordFault.ts';
import { reportTables } from './reportTables.ts';

export const recordFormat = 2;

/** The tables of format 1. */
const schema = `
  CREATE SCHEMA IF NOT EXISTS breakwater;
  CREATE TABLE breakwater.events (
    position bigint PRIMARY KEY,
    stream text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    event_id text COLLATE "C" NOT NULL UNIQUE,
    type text NOT NULL,
    schema_version integer NOT NULL,
    data text NOT NULL,
    correlation_id text NOT NULL,
    causation_id text,
    actor text NOT NULL,
    time text NOT NULL,
    hash text NOT NULL,
    UNIQUE (stream, version)
  );
  CREATE TABLE breakwater.checkpoints (
    position bigint PRIMARY KEY,
    hash text NOT NULL,
    time text NOT NULL,
    public_key text NOT NULL,
    signature text NOT NULL
  );
  CREATE TABLE breakwater.store (id text NOT NULL, format integer NOT NULL);
  INSERT INTO breakwater.store VALUES (replace(gen_random_uuid()::text, '-', ''), 1);
  CREATE TABLE breakwater.writer (
    epoch bigint NOT NULL,
    position bigint NOT NULL,
    hash text NOT NULL,
    host text,
    pid integer,
    what text,
    since text
  ) WITH (fillfactor = 10);
  INSERT INTO breakwater.writer VALUES (0, 0, repeat('0', 64));
  CREATE UNIQUE INDEX one_writer ON breakwater.writer ((true));
  CREATE TABLE breakwater.write_probe (filler bytea NOT NULL);
  ALTER TABLE breakwater.write_probe ALTER filler SET STORAGE EXTERNAL;
`;

/** What format 2 has beyond format 1. */
const additions = `
  ALTER TABLE breakwater.writer
    ADD moved text,
    ADD machine text,
    ADD beat bigint NOT NULL DEFAULT 0,
    ADD released boolean NOT NULL DEFAULT true,
    ADD cut_off boolean NOT NULL DEFAULT false;
  CREATE TABLE breakwater.standby (
    id text PRIMARY KEY,
    host text NOT NULL,
    pid integer NOT NULL,
    since text NOT NULL,
    position bigint NOT NULL,
    reaches text[] NOT NULL,
    at timestamptz NOT NULL
  );
  CREATE TABLE breakwater.fix_sessions (
    name text COLLATE "C" PRIMARY KEY,
    begin_string text NOT NULL,
    sender_comp_id text NOT NULL,
    target_comp_id text NOT NULL,
    writer bigint NOT NULL,
    file text NOT NULL,
    epoch bigint NOT NULL,
    next_out bigint NOT NULL,
    next_in bigint NOT NULL,
    window_start bigint NOT NULL,
    promised bigint NOT NULL,
    position bigint NOT NULL,
    lost text NOT NULL
  ) WITH (fillfactor = 10);
  CREATE TABLE breakwater.fix_messages (
    session text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    epoch bigint NOT NULL,
    direction text NOT NULL,
    kind text NOT NULL,
    seq_num bigint NOT NULL,
    msg_type text NOT NULL,
    time bigint NOT NULL,
    raw bytea NOT NULL,
    PRIMARY KEY (session, position)
  );
  UPDATE breakwater.store SET format = ${recordFormat};
`;

/** Whether the record's tables are there. Throws RecordError for those of another version. */
export async function hasRecord(session: Session): Promise<boolean> {
  const format = await formatOf(session);
  if (format !== undefined && format < recordFormat) {
    throw new RecordError({
      code: 'record_older',
      message: `The record in PostgreSQL has format ${format}; expected ${recordFormat}: the next start of its engine changes it`,
    });
  }
  return format !== undefined;
}

/**
 * Makes the tables, or what an earlier version's lack, all or none, on a session that holds the lock. Returns whether
 * there were tables. Throws RecordError, also for those of a later version.
 */
export async function makeRecord(session: Session): Promise<boolean> {
  const format = await formatOf(session);
  if (format === undefined) await session.ask({ text: schema + additions + reportTables });
  else if (format < recordFormat) await session.ask({ text: additions + reportTables });
  return format !== undefined;
}

/** The format of the tables; undefined without tables. Throws RecordError for those of a later version. */
async function formatOf(session: Session): Promise<number | undefined> {
  const found = await session.ask<{ there: boolean }>({
    text: `SELECT to_regclass('breakwater.store') IS NOT NULL AS there`,
  });
  if (found.rows[0]?.there !== true) return undefined;
  const { rows } = await session.ask<{ format: number }>({ text: 'SELECT format FROM breakwater.store' });
  const format = rows[0]?.format;
  if (format !== undefined && format <= recordFormat) return format;
  throw new RecordError(
    format === undefined
      ? {
          code: 'record_changed',
          message: `The table breakwater.store in PostgreSQL has no row; expected one with format ${recordFormat}`,
        }
      : {
          code: 'store_too_new',
          message: `The record in PostgreSQL has format ${format}; expected ${recordFormat}: a later version of this program wrote it`,
        },
  );
}

/**
 * The tables that reporting tools read: the views `breakwater.orders` and `breakwater.signals`, over rows that are made
 * from the events.
 *
 * `reports` has one row: which build of the rows the views show, which events are in it, and the epoch of the engine that
 * may change it. A rebuild makes the rows of another build beside those, and then changes that number: no right is
 * needed for it that writing rows does not need, and what was granted on the views stays.
 */

import { ordersProjection } from '../../engine/readmodel/ordersProjection.ts';
import { signalsReadModel } from '../../engine/readmodel/signals/signalsProjection.ts';

/** Raised whenever a column changes. */
const columnsVersion = 1;

/** Another number whenever the same events would make other rows. */
export const reportsVersion =
  columnsVersion * 10_000 + ordersProjection.version * 100 + signalsReadModel.version;

/** Texts with an equal meaning and other letters are other texts, as everywhere in the record. */
const text = 'text COLLATE "C"';

export const orderColumns = {
  order_id: `${text} NOT NULL`,
  signal_id: `${text} NOT NULL`,
  client_order_id: text,
  venue_order_id: text,
  parent_order_id: text,
  role: text,
  account: `${text} NOT NULL`,
  strategy: `${text} NOT NULL`,
  venue: `${text} NOT NULL`,
  symbol: `${text} NOT NULL`,
  side: `${text} NOT NULL`,
  order_type: `${text} NOT NULL`,
  time_in_force: `${text} NOT NULL`,
  good_till: 'timestamptz',
  quantity: 'numeric NOT NULL',
  multiplier: 'numeric NOT NULL',
  reduce_only: 'boolean NOT NULL',
  limit_price: 'numeric',
  stop_price: 'numeric',
  take_profit: 'numeric',
  stop_loss: 'numeric',
  filled_quantity: 'numeric NOT NULL',
  leaves_quantity: 'numeric NOT NULL',
  filled_notional: 'numeric NOT NULL',
  average_price: 'numeric',
  executions: 'integer NOT NULL',
  revisions: 'integer NOT NULL',
  status: `${text} NOT NULL`,
  resume: text,
  replacing: 'boolean NOT NULL',
  reason_code: text,
  reason: text,
  overfilled_by: 'numeric',
  closed_elsewhere: 'numeric',
  settled_by: text,
  unconfirmed: 'integer NOT NULL',
  set_aside: 'bigint',
  external: 'boolean NOT NULL',
  unanswered_since: 'timestamptz',
  inquiries: 'jsonb',
  created_at: 'timestamptz NOT NULL',
  submitted_at: 'timestamptz',
  acknowledged_at: 'timestamptz',
  updated_at: 'timestamptz NOT NULL',
  acknowledge_ms: 'numeric',
  created_position: 'bigint NOT NULL',
  position: 'bigint NOT NULL',
  version: 'bigint NOT NULL',
} as const;

export const signalColumns = {
  signal_id: `${text} NOT NULL`,
  order_id: text,
  actor: `${text} NOT NULL`,
  origin: text,
  source: text,
  strategy: text,
  account: text,
  venue: text,
  symbol: text,
  side: text,
  order_type: text,
  time_in_force: text,
  quantity: 'numeric',
  limit_price: 'numeric',
  stop_price: 'numeric',
  target_price: 'numeric',
  take_profit: 'numeric',
  stop_loss: 'numeric',
  confidence: 'numeric',
  reduce_only: 'boolean',
  expires_at: 'timestamptz',
  good_till: 'timestamptz',
  created_at: 'timestamptz',
  note: text,
  fate: `${text} NOT NULL`,
  decided_at: 'timestamptz',
  reason_codes: 'text[] NOT NULL',
  reason: text,
  reasons: 'jsonb',
  raw: 'jsonb',
  received_at: 'timestamptz NOT NULL',
  received_position: 'bigint NOT NULL',
  position: 'bigint NOT NULL',
  set_aside: 'bigint',
} as const;

/** A kind of rows: the table that holds those of all builds, the view of the present ones, and its columns. */
export interface ReportKind {
  readonly table: string;
  readonly view: string;
  readonly key: string;
  readonly columns: readonly string[];
}

export const orderReport: ReportKind = {
  table: 'order_rows',
  view: 'orders',
  key: 'order_id',
  columns: Object.keys(orderColumns),
};

export const signalReport: ReportKind = {
  table: 'signal_rows',
  view: 'signals',
  key: 'signal_id',
  columns: Object.keys(signalColumns),
};

export const reportKinds = [orderReport, signalReport] as const;

function tablesOf(
  { table, view, key, columns }: ReportKind,
  types: Readonly<Record<string, string>>,
): string {
  return `
  CREATE TABLE breakwater.${table} (
    build integer NOT NULL,
    ${columns.map((name) => `${name} ${types[name]}`).join(',\n    ')},
    PRIMARY KEY (build, ${key})
  ) WITH (fillfactor = 70);
  CREATE VIEW breakwater.${view} AS SELECT ${columns.join(', ')}
    FROM breakwater.${table} WHERE build = (SELECT build FROM breakwater.reports);`;
}

/** Makes the tables where there are none. */
export const reportTables = `
  CREATE TABLE breakwater.reports (
    build integer NOT NULL,
    version integer NOT NULL,
    position bigint NOT NULL,
    epoch bigint NOT NULL,
    updated_at timestamptz NOT NULL
  ) WITH (fillfactor = 10);
  INSERT INTO breakwater.reports VALUES (1, ${reportsVersion}, 0, 0, now());
  CREATE UNIQUE INDEX one_report ON breakwater.reports ((true));
  ${tablesOf(orderReport, orderColumns)}
  CREATE INDEX orders_by_time ON breakwater.order_rows (build, created_at);
  CREATE INDEX orders_by_account ON breakwater.order_rows (build, account, created_at);
  CREATE INDEX orders_by_signal ON breakwater.order_rows (build, signal_id);
  ${tablesOf(signalReport, signalColumns)}
  CREATE INDEX signals_by_time ON breakwater.signal_rows (build, received_at);
  CREATE INDEX signals_by_order ON breakwater.signal_rows (build, order_id);
`;

/**
 * Writes rows of one kind, which are given as JSON, into the build that `build` selects. `given` is the name of the
 * statement's parameter.
 */
export function upsertOf({ table, key, columns }: ReportKind, build: string, given: string): string {
  const names = columns.join(', ');
  const changed = columns.filter((name) => name !== key);
  return `INSERT INTO breakwater.${table} (build, ${names})
    SELECT b.build, ${columns.map((name) => `r.${name}`).join(', ')}
    FROM ${build} AS b, json_populate_recordset(NULL::breakwater.${table}, ${given}::json) AS r
    ON CONFLICT (build, ${key}) DO UPDATE
    SET (${changed.join(', ')}) = ROW(${changed.map((name) => `EXCLUDED.${name}`).join(', ')})`;
}

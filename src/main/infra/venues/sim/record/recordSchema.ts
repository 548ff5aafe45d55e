/**
 * The SQLite form of the venue's record. Values are plain columns, so that any SQLite tool can read them. A new table,
 * such as `requests`, is made when a record of the version before is opened.
 */
import { openAtVenue } from '../../../../domain/venue/venueOrderStatus.ts';

export const recordFormat = 1;

export const isOpenOrder = `status IN (${openAtVenue.map((status) => `'${status}'`).join(', ')})`;

export const recordSchema = `
CREATE TABLE IF NOT EXISTS meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS orders (
  sequence INTEGER PRIMARY KEY,
  venue_order_id TEXT NOT NULL,
  client_order_id TEXT NOT NULL UNIQUE,
  current_client_order_id TEXT NOT NULL,
  account TEXT NOT NULL,
  symbol TEXT NOT NULL,
  side TEXT NOT NULL,
  order_type TEXT NOT NULL,
  time_in_force TEXT NOT NULL,
  good_till INTEGER,
  quantity TEXT NOT NULL,
  filled_quantity TEXT NOT NULL,
  limit_price TEXT,
  stop_price TEXT,
  triggered INTEGER NOT NULL,
  status TEXT NOT NULL,
  code TEXT,
  reason TEXT,
  priority INTEGER NOT NULL,
  accepted_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  repeated_submissions INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS orders_open ON orders (priority) WHERE ${isOpenOrder};
CREATE TABLE IF NOT EXISTS replaced_ids (
  client_order_id TEXT PRIMARY KEY,
  order_sequence INTEGER NOT NULL REFERENCES orders (sequence)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reduce_only_orders (
  order_sequence INTEGER PRIMARY KEY REFERENCES orders (sequence)
);
CREATE TABLE IF NOT EXISTS executions (
  sequence INTEGER PRIMARY KEY,
  execution_id TEXT NOT NULL,
  order_sequence INTEGER NOT NULL REFERENCES orders (sequence),
  client_order_id TEXT NOT NULL,
  symbol TEXT NOT NULL,
  side TEXT NOT NULL,
  quantity TEXT NOT NULL,
  price TEXT NOT NULL,
  liquidity TEXT NOT NULL,
  counterparty INTEGER,
  venue_time INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS executions_by_order ON executions (order_sequence);
CREATE TABLE IF NOT EXISTS sessions (
  session INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  pid INTEGER,
  since INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS requests (
  sequence INTEGER PRIMARY KEY,
  session INTEGER REFERENCES sessions (session),
  type TEXT NOT NULL,
  client_order_id TEXT NOT NULL,
  new_client_order_id TEXT,
  received_at INTEGER NOT NULL
);
`;

export const orderColumns = `sequence, venue_order_id AS venueOrderId, client_order_id AS clientOrderId,
  current_client_order_id AS currentClientOrderId, account, symbol, side, order_type AS orderType,
  time_in_force AS timeInForce, good_till AS goodTill, quantity, filled_quantity AS filledQuantity,
  limit_price AS limitPrice, stop_price AS stopPrice, triggered, status, code, reason, priority,
  accepted_at AS acceptedAt, updated_at AS updatedAt, repeated_submissions AS repeatedSubmissions,
  EXISTS (SELECT 1 FROM reduce_only_orders WHERE order_sequence = orders.sequence) AS reduceOnly`;

export const executionColumns = `sequence, execution_id AS executionId, order_sequence AS orderSequence,
  client_order_id AS clientOrderId, symbol, side, quantity, price, liquidity, counterparty,
  venue_time AS venueTime`;

export const saveOrder = `INSERT INTO orders VALUES (@sequence, @venueOrderId, @clientOrderId,
  @currentClientOrderId, @account, @symbol, @side, @orderType, @timeInForce, @goodTill, @quantity,
  @filledQuantity, @limitPrice, @stopPrice, @triggered, @status, @code, @reason, @priority, @acceptedAt,
  @updatedAt, @repeatedSubmissions)
ON CONFLICT (sequence) DO UPDATE SET current_client_order_id = excluded.current_client_order_id,
  quantity = excluded.quantity, filled_quantity = excluded.filled_quantity,
  limit_price = excluded.limit_price, stop_price = excluded.stop_price, triggered = excluded.triggered,
  status = excluded.status, reason = excluded.reason, priority = excluded.priority,
  updated_at = excluded.updated_at, repeated_submissions = excluded.repeated_submissions`;

export const saveExecution = `INSERT INTO executions VALUES (@sequence, @executionId, @orderSequence,
  @clientOrderId, @symbol, @side, @quantity, @price, @liquidity, @counterparty, @venueTime)`;

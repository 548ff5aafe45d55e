/** The file `views.db`: the orders read model. It can always be made again from the events. */
import { applicationIdOf } from '../files/databaseFormat.ts';
import type { DerivedFile } from '../derived/derivedDatabase.ts';
import { eraTable } from './orderEras.ts';
import { searchTable } from './orderSearch.ts';
import { sortIndexes } from './sortIndexes.ts';

export const orderViewDatabaseName = 'views.db';

/**
 * `orders` has only the columns that are filtered and sorted by, so that reading all of it stays cheap. `order_rows`
 * has the whole rows as JSON under the same ids, and `order_ids` the text that a search looks through. Every index ends
 * with the creation position, which decides between equal values. An index that only a sort needs is made at the first
 * such sort (see SortIndexes).
 *
 * `totals` has counts and sums for every combination that occurs, so that statistics need not read the orders. Each
 * order names its combination, its group, and the indexes by group have the orders of each in the order of a sort.
 * `eras` has how many orders were created in each stretch of the log, and when.
 *
 * Each order has a checksum over its columns and its JSON. The checkpoint has one over itself and the sum of the
 * orders' checksums (see orderViewProof).
 */
const schema = `
  CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    order_id TEXT NOT NULL UNIQUE,
    group_id INTEGER NOT NULL,
    created_position INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    symbol TEXT NOT NULL,
    account TEXT NOT NULL,
    strategy TEXT NOT NULL,
    venue TEXT NOT NULL,
    side TEXT NOT NULL,
    order_type TEXT NOT NULL,
    parent_order_id TEXT,
    quantity TEXT NOT NULL,
    quantity_key BLOB NOT NULL,
    price_key BLOB,
    status TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    position INTEGER NOT NULL,
    filled_quantity TEXT NOT NULL,
    filled_key BLOB NOT NULL,
    filled_notional TEXT NOT NULL,
    average_key BLOB,
    acknowledge_ms REAL,
    checksum TEXT NOT NULL
  );
  CREATE INDEX orders_by_creation ON orders (created_at, created_position);
  CREATE INDEX orders_by_created_position ON orders (created_position);
  CREATE INDEX orders_by_update ON orders (updated_at, created_position);
  CREATE INDEX orders_by_position ON orders (position, created_position);
  CREATE INDEX orders_by_group ON orders (group_id, created_at, created_position);
  CREATE INDEX orders_by_parent ON orders (parent_order_id) WHERE parent_order_id IS NOT NULL;
  CREATE TABLE order_rows (id INTEGER PRIMARY KEY, row TEXT NOT NULL);
  ${searchTable};
  ${eraTable};
  CREATE TABLE totals (
    id INTEGER PRIMARY KEY,
    symbol TEXT NOT NULL,
    account TEXT NOT NULL,
    strategy TEXT NOT NULL,
    venue TEXT NOT NULL,
    side TEXT NOT NULL,
    order_type TEXT NOT NULL,
    status TEXT NOT NULL,
    orders INTEGER NOT NULL,
    quantity TEXT NOT NULL,
    filled_quantity TEXT NOT NULL,
    filled_notional TEXT NOT NULL,
    UNIQUE (symbol, account, strategy, venue, side, order_type, status)
  );
  CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    rows_sum TEXT NOT NULL,
    checksum TEXT NOT NULL
  );
`;

export const orderViewFile: DerivedFile = {
  name: orderViewDatabaseName,
  format: {
    applicationId: applicationIdOf('BWvw'),
    formatVersion: 7,
    schema,
    laterObjects: sortIndexes,
    synchronous: 'NORMAL',
  },
};

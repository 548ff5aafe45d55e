/** The SQLite form of a session's record. Any SQLite tool can read it; fields of a message end in the byte 1. */
import { messageIndexes } from './messagePages.ts';
import { linkTable } from './copyLink.ts';
import { reserveTable } from './reservedRoom.ts';
import { applicationIdOf, type DatabaseFormat } from '../../../sqlite/files/databaseFormat.ts';

export const fixStoreFormat: DatabaseFormat = {
  applicationId: applicationIdOf('BWfx'),
  formatVersion: 1,
  schema: `
CREATE TABLE session (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  begin_string TEXT NOT NULL,
  sender_comp_id TEXT NOT NULL,
  target_comp_id TEXT NOT NULL,
  -- Numbers begin at 1 again with each epoch.
  epoch INTEGER NOT NULL,
  next_out INTEGER NOT NULL,
  next_in INTEGER NOT NULL,
  -- When the scheduled session began to which the numbers belong; 0 without a schedule.
  window_start INTEGER NOT NULL
);
CREATE TABLE message (
  position INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  -- in or out
  direction TEXT NOT NULL,
  -- sent, again (under its old number), fill, unsent (recorded, and never left); taken, refused (its number was taken, and nothing that it says), ignored (it comes again, or has come), garbled
  kind TEXT NOT NULL,
  seq_num INTEGER NOT NULL,
  msg_type TEXT NOT NULL,
  -- Microseconds since 1970, UTC.
  time INTEGER NOT NULL,
  raw TEXT NOT NULL
);
CREATE INDEX message_out ON message (epoch, seq_num) WHERE direction = 'out';
`,
  laterObjects: [...messageIndexes, reserveTable, linkTable],
  earlierTables: [
    `CREATE TABLE departure (
  -- Every message up to here was handed to the operating system, or never will be.
  id INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL
)`,
  ],
  synchronous: 'FULL',
};

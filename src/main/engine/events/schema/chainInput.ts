/**
 * The hash chain over table `events`, in a form that an auditor can recompute with any tool.
 *
 * The hash of a row is the SHA-256, in 64 lower-case hex digits, of these bytes in UTF-8, where LF is the byte
 * 0x0A and nothing follows the data:
 *
 *     <hash of the row before> LF <position> LF <stream> LF <version> LF <event_id> LF <type> LF
 *     <schema_version> LF <correlation_id> LF <causation_id> LF <actor> LF <time> LF <data>
 *
 * - The row before has the position one lower. Row 1 has none; 64 digits `0` stand in its place.
 * - Integers are in decimal, without sign or leading zeros.
 * - Text is as stored. A causation_id that is NULL is empty; one that is stored is never empty.
 * - Only `data` may hold a control character (JSON as written by JSON.stringify does not), so that no two rows
 *   share their bytes: a verifier refuses a row where another column has one.
 *
 * For row 2, with the tools of any Unix system:
 *
 *     sqlite3 events.db "SELECT (SELECT hash FROM events WHERE position = 1) || char(10) || position || char(10)
 *       || stream || char(10) || version || char(10) || event_id || char(10) || type || char(10)
 *       || schema_version || char(10) || correlation_id || char(10) || coalesce(causation_id, '') || char(10)
 *       || actor || char(10) || time || char(10) || data FROM events WHERE position = 2" | head -c -1 | sha256sum
 */
import type { EventRow } from './eventRow.ts';

/** Stands in for the hash before row 1, and is the head's hash of an empty store. */
export const emptyChainHash = '0'.repeat(64);

/** How many fields of a row the hash covers. */
export const chainFieldCount = 11;

/** Puts the fields of a row into a list, from an index on, in the order in which the hash covers them. */
export function putChainFields(fields: unknown[], at: number, row: EventRow): void {
  fields[at] = row.position;
  fields[at + 1] = row.stream;
  fields[at + 2] = row.version;
  fields[at + 3] = row.eventId;
  fields[at + 4] = row.type;
  fields[at + 5] = row.schemaVersion;
  fields[at + 6] = row.correlationId;
  fields[at + 7] = row.causationId ?? '';
  fields[at + 8] = row.actor;
  fields[at + 9] = row.time;
  fields[at + 10] = row.data;
}

/** The text over which a row's hash is taken, to be encoded in UTF-8. */
export function chainInput(previousHash: string, row: EventRow): string {
  const fields: unknown[] = [previousHash];
  putChainFields(fields, 1, row);
  // A join makes one string; a template of this length would make two dozen strings.
  return fields.join('\n');
}

/** The same text for a row whose fields already stand in one text, each on a line. */
export function chainInputOf(previousHash: string, fields: string): string {
  return `${previousHash}\n${fields}`;
}

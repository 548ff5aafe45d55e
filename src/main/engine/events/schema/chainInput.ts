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

/** The text over which a row's hash is taken, to be encoded in UTF-8. */
export function chainInput(previousHash: string, row: EventRow): string {
  // A join makes one string; a template of this length would make two dozen strings.
  return [
    previousHash,
    row.position,
    row.stream,
    row.version,
    row.eventId,
    row.type,
    row.schemaVersion,
    row.correlationId,
    row.causationId ?? '',
    row.actor,
    row.time,
    row.data,
  ].join('\n');
}

/**
 * The lines of an export. Each row has its hash and the hash of the row before. A hash is the SHA-256 of the previous
 * hash and the row's columns, one a line, in UTF-8 and in the order in which they are exported.
 */
import type { ExportedRow } from '../../infra/sqlite/search/exportRows.ts';

export const exportFormats = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The columns of table `events` under their own names, so that the proof can be recomputed from either format. */
const columns: readonly (readonly [name: string, value: (row: ExportedRow) => string | number])[] = [
  ['position', (row) => row.position],
  ['stream', (row) => row.stream],
  ['version', (row) => row.version],
  ['event_id', (row) => row.eventId],
  ['type', (row) => row.type],
  ['schema_version', (row) => row.schemaVersion],
  ['data', (row) => row.data],
  ['correlation_id', (row) => row.correlationId],
  ['causation_id', (row) => row.causationId ?? ''],
  ['actor', (row) => row.actor],
  ['time', (row) => row.time],
  ['previous_hash', (row) => row.previousHash],
  ['hash', (row) => row.hash],
];

/** The line before all rows; undefined for a format that has none. */
export function exportHeader(format: ExportFormat): string | undefined {
  return format === 'csv' ? columns.map(([name]) => name).join(',') : undefined;
}

export function exportLine(format: ExportFormat, row: ExportedRow): string {
  return format === 'csv' ? csvLine(row) : jsonLine(row);
}

/** `data` goes out byte for byte as it is stored: the hash covers this text. */
function jsonLine(row: ExportedRow): string {
  const fields = columns.map(([name, value]) => {
    const text = name === 'data' && isJson(row.data) ? row.data : JSON.stringify(value(row));
    return `${JSON.stringify(name)}:${text}`;
  });
  return `{${fields.join(',')}}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return !text.includes('\n');
  } catch {
    return false;
  }
}

function csvLine(row: ExportedRow): string {
  return columns.map(([, value]) => csvValue(String(value(row)))).join(',');
}

function csvValue(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

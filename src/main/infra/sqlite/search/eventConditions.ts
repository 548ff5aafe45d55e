/** The SQL of a search: conditions on columns, with every value as a parameter. */
import { eventUpcasters } from '../../../engine/events/schema/eventUpcasters.ts';
import type { EventSearchQuery } from '../../../engine/queries/eventSearch.ts';

export interface EventConditions {
  /** The conditions: empty, or ` AND …` for each of them. */
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

const searchedColumns = ['event_id', 'stream', 'type', 'actor', 'correlation_id', 'causation_id', 'data'];

export function eventConditions(query: EventSearchQuery): EventConditions {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (sql: string, ...given: (string | number)[]): void => {
    conditions.push(sql);
    values.push(...given);
  };
  if (query.streamId !== undefined) add('stream = ?', query.streamId);
  if (query.streamPrefix !== undefined) add("stream LIKE ? ESCAPE '\\'", `${escaped(query.streamPrefix)}%`);
  if (query.types !== undefined) {
    const stored = query.types.flatMap((type) => eventUpcasters.storedTypesOf(type));
    add(`type IN (${stored.map(() => '?').join(', ')})`, ...stored);
  }
  if (query.actor !== undefined) add("actor LIKE ? ESCAPE '\\'", containing(query.actor));
  if (query.timeFrom !== undefined) add('time >= ?', query.timeFrom);
  if (query.timeTo !== undefined) add('time < ?', query.timeTo);
  if (query.text !== undefined && query.text !== '') {
    const pattern = containing(query.text);
    const anywhere = searchedColumns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ');
    add(`(${anywhere})`, ...searchedColumns.map(() => pattern));
  }
  return { sql: conditions.map((condition) => ` AND ${condition}`).join(''), values };
}

/** A pattern for LIKE with `ESCAPE '\'` that finds the text itself, wherever it stands. */
export function containing(text: string): string {
  return `%${escaped(text)}%`;
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}

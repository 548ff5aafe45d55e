/** The streams of the store by last activity, without reading all events. */
import type Database from 'better-sqlite3';
import type { StreamsFound, StreamSummary } from '../../../engine/queries/eventSearch.ts';

/**
 * Up to this many matching streams are looked up one by one and sorted. Beyond, the newest events are read backwards.
 */
const sortedMax = 2_000;
/** How many events are read backwards; streams without an event among them are not listed then. */
const walkedMax = 50_000;
const limitMax = 1_000;

const columns =
  'stream AS streamId, version + 1 AS events, type AS lastType, position AS lastPosition, time AS lastTime';

export class StreamList {
  private readonly count: Database.Statement<[number, number], number>;
  private readonly names: Database.Statement<[string], string>;
  private readonly next: Database.Statement<[string], string>;
  private readonly last: Database.Statement<[string], StreamSummary>;
  private readonly walk: Database.Statement<[number], StreamSummary>;
  /** How many streams begin at or before a position. The count grows with the store, and nothing is counted twice. */
  private counted = { position: 0, streams: 0 };

  constructor(database: Database.Database) {
    this.count = database
      .prepare<[number, number], number>(
        'SELECT count(*) FROM events WHERE position > ? AND position <= ? AND version = 0',
      )
      .pluck();
    this.names = database
      .prepare<[string], string>("SELECT stream FROM events WHERE version = 0 AND stream LIKE ? ESCAPE '\\'")
      .pluck();
    this.next = database
      .prepare<[string], string>('SELECT stream FROM events WHERE stream > ? ORDER BY stream LIMIT 1')
      .pluck();
    this.last = database.prepare(
      `SELECT ${columns} FROM events WHERE stream = ? ORDER BY version DESC LIMIT 1`,
    );
    this.walk = database.prepare(`SELECT ${columns} FROM events ORDER BY position DESC LIMIT ?`);
  }

  /** Finds streams by last activity. `pattern` is a pattern for LIKE; without it all streams match. */
  find(pattern: string | undefined, limit: number): StreamsFound {
    const wanted = Math.max(0, Math.min(limit, limitMax));
    if (pattern === undefined) {
      const total = this.total();
      const streams = total > sortedMax ? this.newest(wanted) : this.sorted(this.allNames(), wanted);
      return { streams, total };
    }
    const names = this.names.all(pattern);
    const streams =
      names.length > sortedMax ? this.newest(wanted, new Set(names)) : this.sorted(names, wanted);
    return { streams, total: names.length };
  }

  /** Jumps from one name to the next: a stream costs one look-up, however many events it has. */
  private allNames(): string[] {
    const names: string[] = [];
    for (let name = this.next.get(''); name !== undefined; name = this.next.get(name)) names.push(name);
    return names;
  }

  private sorted(names: readonly string[], limit: number): StreamSummary[] {
    return names
      .flatMap((name) => this.last.get(name) ?? [])
      .toSorted((a, b) => b.lastPosition - a.lastPosition)
      .slice(0, limit);
  }

  private newest(limit: number, among?: ReadonlySet<string>): StreamSummary[] {
    const found = new Map<string, StreamSummary>();
    if (limit === 0) return [];
    for (const row of this.walk.iterate(walkedMax)) {
      if (found.has(row.streamId) || among?.has(row.streamId) === false) continue;
      found.set(row.streamId, row);
      if (found.size === limit) break;
    }
    return [...found.values()];
  }

  private total(): number {
    const [newest] = this.newest(1);
    const head = newest?.lastPosition ?? 0;
    if (head > this.counted.position) {
      const streams = this.counted.streams + (this.count.get(this.counted.position, head) ?? 0);
      this.counted = { position: head, streams };
    }
    return this.counted.streams;
  }
}

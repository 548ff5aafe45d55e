/** Topics whose rows have keys: all rows at the start, then the rows that have changed, compared at an interval. */
import type { Topic, TopicParameters } from '../../../shared/contract/streams.ts';
import type { Scheduler } from '../../engine/ports.ts';
import { FeedQuestion } from './feedQuestion.ts';
import { sharedByParameters } from './sharedFeed.ts';
import type { FeedFactory } from './topicFeed.ts';

export const rowsIntervalMs = 500;

export interface RowsSource<Row, T extends Topic> {
  /** Called only while a window watches, with the parameters of its topic. */
  read(parameters: TopicParameters<T>): Promise<readonly Row[]>;
  keyOf(row: Row): string;
  isSame(a: Row, b: Row): boolean;
  /** The position of rows that are read now. */
  position(): number;
}

interface Found<Row> {
  readonly position: number;
  readonly rows: ReadonlyMap<string, Row>;
}

export function rowsFeeds<Row, T extends Topic>(
  source: RowsSource<Row, T>,
  scheduler: Scheduler,
): FeedFactory<T> {
  return sharedByParameters<T>((parameters, changed) => {
    let sent: ReadonlyMap<string, Row> = new Map();
    let now: Found<Row> | undefined;
    const question = new FeedQuestion<Found<Row>>(scheduler, changed);
    const find = async (): Promise<Found<Row>> => {
      const position = source.position();
      const rows = await source.read(parameters);
      return { position, rows: new Map(rows.map((row) => [source.keyOf(row), row])) };
    };
    const look = (): void => question.ask(find);
    const fetched = (): Found<Row> | undefined => (now = question.take() ?? now);
    const timer = scheduler.every(rowsIntervalMs, look);
    look();
    return {
      snapshot() {
        const found = fetched();
        if (found === undefined) return undefined;
        sent = found.rows;
        return { position: found.position, data: { rows: [...sent.values()] } };
      },
      delta() {
        const found = fetched();
        if (found === undefined) return undefined;
        const rows = [...found.rows].flatMap(([key, row]) => {
          const before = sent.get(key);
          return before !== undefined && source.isSame(before, row) ? [] : [row];
        });
        const removals = [...sent.keys()].filter((key) => !found.rows.has(key));
        sent = found.rows;
        if (rows.length + removals.length === 0) return undefined;
        return { position: found.position, data: { rows, removals } };
      },
      current: () => ({ position: now?.position ?? source.position(), data: { rows: [...sent.values()] } }),
      // The feed keeps only rows that its source has made anyway.
      pause: () => undefined,
      close: () => {
        timer.cancel();
        question.drop();
      },
    };
  });
}

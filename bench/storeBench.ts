/** Appends through the event store beside raw better-sqlite3 writing the same columns in the same groups. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import {
  correlationOf,
  newEventId,
  parseClientOrderId,
  parseOrderId,
  parseStreamId,
  strategyActor,
  trusted,
  type EventId,
} from '../src/shared/kernel/ids.ts';
import { invariant } from '../src/shared/kernel/invariant.ts';
import type { NewEvent } from '../src/main/engine/events/storedEvent.ts';
import { systemClock } from '../src/main/infra/clock/systemClock.ts';
import { uuidV7 } from '../src/main/infra/clock/uuidV7.ts';
import { openBenchStores } from './openBenchStores.ts';
import { figure, type Figure } from './figures.ts';
import { inFolder } from './inFolder.ts';

const groups = [1, 10, 100] as const;
const goal = { ratioMin: 0.9 };
/** Both sides run this share of their time before they are timed: the figure is not the compiler's. */
const warmUpShare = 1 / 3;

/** `runMs` is how long each run is timed. */
export async function benchStore(folder: string, runs: number, runMs: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const group of groups) {
    const ours: number[] = [];
    const raw: number[] = [];
    for (let run = 0; run < runs; run++) {
      raw.push(await rawRate(folder, group, runMs));
      ours.push(await inFolder(folder, (place) => storeRate(place, group, runMs)));
    }
    const is = `raw better-sqlite3, the same columns in groups of ${group}, synchronous=FULL`;
    figures.push(figure(`store.append.${group}`, 'events/s', ours, { peer: { values: raw, is }, goal }));
  }
  return figures;
}

/** Raw better-sqlite3 rows a second in groups of that size. */
export function rawRate(folder: string, group: number, runMs: number): Promise<number> {
  return inFolder(folder, (place) => rawRateIn(place, group, runMs));
}

async function storeRate(folder: string, group: number, runMs: number): Promise<number> {
  const { events: store, close } = await openBenchStores(folder);
  const ids = uuidV7(systemClock());
  let appended = 0;
  const appendGroup = async (): Promise<void> => {
    const results = await Promise.all(
      Array.from({ length: group }, () => {
        const event = sampleEvent(newEventId(ids), appended++);
        return store.append(trusted(parseStreamId, streamOf(event)), [event], 'no_stream');
      }),
    );
    invariant(
      results.every((result) => result.ok),
      'every append of the bench succeeds',
    );
  };
  const warmUntilMs = performance.now() + runMs * warmUpShare;
  while (performance.now() < warmUntilMs) await appendGroup();
  const warm = appended;
  const startedMs = performance.now();
  while (performance.now() - startedMs < runMs) await appendGroup();
  const elapsedMs = performance.now() - startedMs;
  await close();
  return ((appended - warm) / elapsedMs) * 1000;
}

function rawRateIn(folder: string, group: number, runMs: number): number {
  const database = new Database(join(folder, 'raw.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(`CREATE TABLE events (
    position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, event_id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL, schema_version INTEGER NOT NULL, data TEXT NOT NULL, correlation_id TEXT NOT NULL,
    causation_id TEXT, actor TEXT NOT NULL, time TEXT NOT NULL, hash TEXT NOT NULL, UNIQUE (stream, version))`);
  const insert = database.prepare('INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?)');
  const ids = uuidV7(systemClock());
  const hash = 'f'.repeat(64);
  let appended = 0;
  const insertGroup = database.transaction(() => {
    for (let i = 0; i < group; i++) {
      const event = sampleEvent(newEventId(ids), appended++);
      const stream = streamOf(event);
      const data = JSON.stringify(event.data);
      const time = '2026-11-23T09:31:07.412003Z';
      insert.run(
        appended,
        stream,
        0,
        event.eventId,
        event.type,
        1,
        data,
        event.correlationId,
        null,
        event.actor,
        time,
        hash,
      );
    }
  });
  const warmUntilMs = performance.now() + runMs * warmUpShare;
  while (performance.now() < warmUntilMs) insertGroup.immediate();
  const warm = appended;
  const startedMs = performance.now();
  while (performance.now() - startedMs < runMs) insertGroup.immediate();
  const elapsedMs = performance.now() - startedMs;
  database.close();
  return ((appended - warm) / elapsedMs) * 1000;
}

const streamOf = ({ correlationId }: NewEvent): string => `order-${correlationId}`;

/** About the size of an OrderFilled. */
function sampleEvent(eventId: EventId, index: number): NewEvent {
  const orderId = trusted(parseOrderId, eventId.replaceAll('-', ''));
  return {
    type: 'OrderSubmitting',
    data: { clientOrderId: trusted(parseClientOrderId, `${orderId}-${index}`) },
    eventId,
    correlationId: correlationOf(orderId),
    actor: strategyActor('bench'),
  };
}

/**
 * A process that appends until it is killed, and prints each acknowledgement: `{"eventId":…,"position":…}`.
 * Arguments: the data folder, how many appends are in flight at a time, and the settings of the record in PostgreSQL as
 * JSON, where there is one.
 */
import { writeSync } from 'node:fs';
import { systemClock } from '../../clock/systemClock.ts';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { uuidV7 } from '../../clock/uuidV7.ts';
import { sampleEvent, stream } from '../../../engine/events/testing/sampleEvents.ts';
import { openPostgresEventStore } from '../../postgres/postgresEventStore.ts';
import type { PostgresSettings } from '../../postgres/recordAddress.ts';
import { openSqliteEventStore } from '../events/sqliteEventStore.ts';

const [folder = '', inFlight = '1', record] = process.argv.slice(2);
const clock = systemClock();
const ids = uuidV7(clock);
const options = { folder, clock, scheduler: nodeScheduler(), owner: 'append child' };
const opened =
  record === undefined
    ? await openSqliteEventStore(options)
    : await openPostgresEventStore(options, JSON.parse(record) as PostgresSettings);
if (!opened.ok) {
  say(`${JSON.stringify(opened.error)}\n`);
  process.exit(1);
}
const store = opened.value;
say('ready\n');

/**
 * Straight to the pipe: what a stream would buffer is not an acknowledgement. A process with more than one thread has a
 * pipe that does not block, so a full one is tried again.
 */
function say(text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}

async function appendForever(name: string): Promise<never> {
  for (;;) {
    const count = 1 + Math.floor(Math.random() * 3);
    const events = Array.from({ length: count }, () => sampleEvent('x'.repeat(200), ids.next()));
    const result = await store.append(stream(`order-${name}`), events, 'any');
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    const lines = result.value.events.map(
      ({ eventId, position }) => `${JSON.stringify({ eventId, position })}\n`,
    );
    say(lines.join(''));
  }
}

await Promise.all(Array.from({ length: Number(inFlight) }, (_, index) => appendForever(String(index))));

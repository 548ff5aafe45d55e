/** A record for each test, on one server, and what a test asks of it. */
import { afterAll, beforeAll, beforeEach, expect, onTestFinished } from 'vitest';
import { writeRetryMs } from '../../../engine/events/appendFaults.ts';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import { manualTime } from '../../../engine/events/testing/manualTime.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { PostgresServer } from '../../testing/postgresServer.ts';
import { openPostgresEventStore } from '../postgresEventStore.ts';
import type { PostgresSettings } from '../recordAddress.ts';

export const time = manualTime();

/** The server and the settings are there once the tests run. */
export class RecordBed {
  private started: { readonly server: PostgresServer; readonly settings: PostgresSettings } | undefined;

  constructor() {
    beforeAll(async () => {
      const server = await PostgresServer.start();
      this.started = { server, settings: server.database('desk') };
    });
    afterAll(() => this.server.stop());
    beforeEach(() => void this.sql('DROP SCHEMA IF EXISTS breakwater CASCADE'));
  }

  get server(): PostgresServer {
    if (this.started === undefined) throw new Error('PostgreSQL has not been started');
    return this.started.server;
  }

  get settings(): PostgresSettings {
    if (this.started === undefined) throw new Error('PostgreSQL has not been started');
    return this.started.settings;
  }

  /** Runs SQL on the record as the administrator. */
  sql(text: string): string {
    return this.server.sql(text, this.settings.database);
  }

  /** The ids of the events in the record. */
  recorded(): string[] {
    return this.sql('SELECT event_id FROM breakwater.events ORDER BY position').split('\n').filter(Boolean);
  }

  /** A store that is closed with the test. */
  async opened(folder: string, to = this.settings): Promise<EventStore> {
    const store = await openPostgresEventStore({ folder, owner: 'desk run', ...time }, to);
    if (!store.ok) throw new Error(store.error.message);
    onTestFinished(() => store.value.close());
    return store.value;
  }

  /** Why a store can't be opened. */
  async refusal(folder: string, to = this.settings): Promise<Fault> {
    const store = await openPostgresEventStore({ folder, owner: 'second', ...time }, to);
    if (!store.ok) return store.error;
    await store.value.close();
    throw new Error('expected a refusal');
  }
}

/** Lets the store try until it writes again. */
export async function untilWritable(store: EventStore): Promise<void> {
  await expect
    .poll(() => {
      time.advance(writeRetryMs);
      return store.writeFault();
    })
    .toBeUndefined();
}

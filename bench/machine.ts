/** What the figures were measured on. */
import Database from 'better-sqlite3';
import { cpus, loadavg, totalmem } from 'node:os';
import manifest from '../package.json' with { type: 'json' };

const pinned = manifest.devDependencies;

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Load of the last minute: what else ran, and the bench itself. */
  readonly load: number;
}

export function machine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    load: loadavg()[0] ?? 0,
  };
}

export interface Versions {
  readonly node: string;
  readonly v8: string;
  readonly sqlite: string;
  readonly emmett: string;
}

export function versions(): Versions {
  const database = new Database(':memory:');
  const row = database.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get();
  database.close();
  const { node, v8 } = process.versions;
  return { node, v8, sqlite: row?.version ?? 'unknown', emmett: pinned['@event-driven-io/emmett-sqlite'] };
}

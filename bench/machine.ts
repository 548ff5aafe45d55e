/** What the figures were measured on. */
import Database from 'better-sqlite3';
import { cpus, loadavg, totalmem } from 'node:os';

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

export function versions(): { readonly node: string; readonly v8: string; readonly sqlite: string } {
  const database = new Database(':memory:');
  const row = database.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get();
  database.close();
  return { node: process.version, v8: process.versions.v8, sqlite: row?.version ?? 'unknown' };
}

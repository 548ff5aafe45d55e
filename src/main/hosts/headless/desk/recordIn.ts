/** Where a command finds the record in PostgreSQL of which a data folder has the copy. */
import { configurationSource } from '../../../infra/configuration/configurationSource.ts';
import { recordOf } from '../../../infra/configuration/deskConfiguration.ts';
import type { PostgresSettings } from '../../../infra/postgres/recordAddress.ts';
import type { Call } from './call.ts';

/** Undefined without a record. A configuration that can't be read is noted, and keeps nobody from work on the folder. */
export async function recordIn(
  { config, io }: Call,
  folder: string,
  purpose: string,
): Promise<PostgresSettings | undefined> {
  const loaded = await configurationSource(config, folder).load();
  if (loaded.ok) return recordOf(loaded.value.store);
  io.note(
    `desk: ${loaded.error.message}\nSo nobody knows whether there is a record in PostgreSQL ${purpose}.`,
  );
  return undefined;
}

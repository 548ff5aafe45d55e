/** Finds the recorded alerts about the store itself. */
import type Database from 'better-sqlite3';
import { deskStream } from '../../../../shared/kernel/ids.ts';
import { storeAlertKinds, type AlertEventData, type AlertKind } from '../../../domain/desk/alert.ts';
import { eventUpcasters } from '../../../engine/events/schema/eventUpcasters.ts';

interface Row {
  readonly alertId: string;
  readonly kind: string;
  readonly message: string;
}

/** Reads the text itself, even where the event can't be understood, and also under the old name of alerts. */
const select = (type: keyof AlertEventData): string => {
  const stored = eventUpcasters.storedTypesOf(type).map((name) => `'${name}'`);
  return `SELECT coalesce(json_extract(data, '$.alertId'), json_extract(data, '$.alarmId')) AS alertId,
     json_extract(data, '$.kind') AS kind, json_extract(data, '$.message') AS message
   FROM events WHERE stream = ? AND type IN (${stored.join(', ')}) AND json_valid(data) ORDER BY version`;
};

function raised(database: Database.Database): readonly Row[] {
  const kinds: readonly string[] = storeAlertKinds;
  const rows = database.prepare<[string], Row>(select('AlertRaised')).all(deskStream);
  return rows.filter(({ kind }) => kinds.includes(kind));
}

/** The alerts that nobody has acknowledged yet, as sentences. Throws SqliteError. */
export function openStoreAlerts(database: Database.Database): readonly string[] {
  const rows = database.prepare<[string], Row>(select('AlertAcknowledged')).all(deskStream);
  const acknowledged = new Set(rows.map(({ alertId }) => alertId));
  return raised(database)
    .filter(({ alertId }) => !acknowledged.has(alertId))
    .map(({ message }) => message);
}

/**
 * Whether signing is forbidden: while nobody has accepted that the store is another one, and for ever once its chain is
 * broken. Only verified events are signed. Throws SqliteError.
 */
export function mayNotSign(database: Database.Database): boolean {
  const broken: AlertKind = 'chain_broken';
  return openStoreAlerts(database).length > 0 || raised(database).some(({ kind }) => kind === broken);
}

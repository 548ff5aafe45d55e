/** Finds the alarms about the store itself that stand on record in it. */
import type Database from 'better-sqlite3';
import { deskStream } from '../../../../shared/kernel/ids.ts';
import { storeAlarmKinds, type AlarmKind } from '../../../domain/desk/alarm.ts';

interface Row {
  readonly alarmId: string;
  readonly kind: string;
  readonly message: string;
}

const select = (type: string): string =>
  `SELECT json_extract(data, '$.alarmId') AS alarmId, json_extract(data, '$.kind') AS kind,
     json_extract(data, '$.message') AS message
   FROM events WHERE stream = ? AND type = '${type}' AND json_valid(data) ORDER BY version`;

function raised(database: Database.Database): readonly Row[] {
  const kinds: readonly string[] = storeAlarmKinds;
  const rows = database.prepare<[string], Row>(select('AlarmRaised')).all(deskStream);
  return rows.filter(({ kind }) => kinds.includes(kind));
}

/** The alarms that nobody has acknowledged yet, as sentences. Throws SqliteError. */
export function openStoreAlarms(database: Database.Database): readonly string[] {
  const rows = database.prepare<[string], Row>(select('AlarmAcknowledged')).all(deskStream);
  const acknowledged = new Set(rows.map(({ alarmId }) => alarmId));
  return raised(database)
    .filter(({ alarmId }) => !acknowledged.has(alarmId))
    .map(({ message }) => message);
}

/**
 * Whether signing is forbidden: while nobody has accepted that the store is another one, and for ever once its chain is
 * broken. Only verified events are signed. Throws SqliteError.
 */
export function mayNotSign(database: Database.Database): boolean {
  const broken: AlarmKind = 'chain_broken';
  return openStoreAlarms(database).length > 0 || raised(database).some(({ kind }) => kind === broken);
}

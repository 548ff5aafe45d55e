/** The form that a database file must have. */
export interface DatabaseFormat {
  /** Four characters in the file's header (`PRAGMA application_id`) that tell our files from others. */
  readonly applicationId: number;
  /** Raised with every change of the schema (`PRAGMA user_version`). */
  readonly formatVersion: number;
  /** Creates tables and indexes in an empty file. */
  readonly schema: string;
  /**
   * Statements that bring a file of an older version to the next one; the last of them gives `formatVersion`. Upgrades
   * only add, so a file of an older version can be read as it is. A file older than the first upgrade is refused.
   */
  readonly upgrades?: readonly string[];
  /** Statements for indexes and tables that are made when something first needs them. A file may or may not have them. */
  readonly laterObjects?: readonly string[];
  /** Statements for tables that files of earlier programs have. Nothing reads or makes them any more. */
  readonly earlierTables?: readonly string[];
  /** How durable a commit is: FULL is on disk, NORMAL survives a crash of the program but not of the machine. */
  readonly synchronous: 'FULL' | 'NORMAL';
}

/** The number for the four characters of an application id. */
export function applicationIdOf(characters: string): number {
  return Buffer.from(characters, 'latin1').readInt32BE(0);
}

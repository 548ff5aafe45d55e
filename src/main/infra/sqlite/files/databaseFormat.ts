/** What the file must be. */
export interface DatabaseFormat {
  /** Four characters in the file's header (`PRAGMA application_id`) that tell our files from others. */
  readonly applicationId: number;
  /** Raised with every change of the schema (`PRAGMA user_version`). */
  readonly formatVersion: number;
  /** Creates tables and indexes in an empty file. */
  readonly schema: string;
  /**
   * What brings a file of an older version to the next one, the last of them to `formatVersion`. They only add:
   * a file of an older version can be read as it is. Files older than the first of them are refused.
   */
  readonly upgrades?: readonly string[];
  /** Indexes that are made when they are first wanted, as they are made: they may be there or not. */
  readonly laterIndexes?: readonly string[];
  /** How durable a commit is: FULL is on disk, NORMAL survives a crash of the program but not of the machine. */
  readonly synchronous: 'FULL' | 'NORMAL';
}

/** The four characters of an application id as its number. */
export function applicationIdOf(characters: string): number {
  return Buffer.from(characters, 'latin1').readInt32BE(0);
}

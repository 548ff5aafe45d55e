/** Names the files that a venue has in the data folder. */
import { join } from 'node:path';
import type { FixSessionName } from '../../../shared/contract/fix.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';

const prefixes: Readonly<Record<FixSessionName, string>> = { orders: 'fix', drop_copy: 'drop-copy' };

/** The file with the sequence numbers and messages of a FIX session. */
export function sessionRecordFile(folder: string, venue: VenueId, session: FixSessionName): string {
  return join(folder, `${prefixes[session]}-${fileNameOf(venue)}.db`);
}

export function fileNameOf(venue: VenueId): string {
  return venue.replace(/[^A-Za-z0-9._-]/g, '_');
}

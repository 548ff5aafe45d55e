/** The hash chain's formula. docs/event-store.md explains it for auditors. */
import { hash } from 'node:crypto';
import { chainInput, chainInputOf } from '../../../engine/events/schema/chainInput.ts';
import type { EventRow } from '../../../engine/events/schema/eventRow.ts';

/** The hash of a row in the chain: 64 lower-case hex digits. */
export function chainHash(previousHash: string, row: EventRow): string {
  return hash('sha256', chainInput(previousHash, row), 'hex');
}

/** The same hash, where the row's fields stand in one text, each on a line. */
export function chainHashOf(previousHash: string, fields: string): string {
  return hash('sha256', chainInputOf(previousHash, fields), 'hex');
}

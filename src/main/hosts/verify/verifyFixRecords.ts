/** Proves the messages in the records of FIX sessions by their own checksums. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../../shared/kernel/counted.ts';
import { parseMessage } from '../../infra/venues/fix/codec/parseMessage.ts';
import { eachFixMessage } from '../../infra/venues/fix/store/fixStore.ts';
import { isRedacted } from '../../infra/venues/fix/store/redact.ts';

export interface FixRecordsReport {
  readonly good: boolean;
  /** The result in a sentence; the first bad message of each file is named. */
  readonly summary: string;
}

/**
 * Undefined where the folder has no record. A message from which a password was taken has no checksum of its own any
 * more, and one that came garbled never had one: they are not counted.
 */
export function verifyFixRecords(folder: string): FixRecordsReport | undefined {
  const files = readdirSync(folder).filter((name) => /^fix-.*\.db$/.test(name));
  if (files.length === 0) return undefined;
  const bad: string[] = [];
  let whole = 0;
  for (const file of files.toSorted()) {
    let first: string | undefined;
    const read = eachFixMessage(join(folder, file), ({ position, kind, raw }) => {
      if (kind === 'garbled' || isRedacted(raw)) return;
      const parsed = parseMessage(raw);
      if (parsed.ok) whole += 1;
      else first ??= `message ${position} of ${file} is not as it was written: ${parsed.error}`;
    });
    if (!read.ok) bad.push(`${file} can not be read: ${read.error.message}`);
    else if (first !== undefined) bad.push(first);
  }
  const summary = [
    `${counted(whole, 'FIX message')} ${whole === 1 ? 'has its' : 'have their'} checksum`,
    ...bad,
  ];
  return { good: bad.length === 0, summary: summary.join('; ') };
}

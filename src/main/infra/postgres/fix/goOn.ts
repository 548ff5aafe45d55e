/**
 * Where an engine goes on with a session: with its own file where it was the last to use it; otherwise with what the
 * record has, beyond every number that the engine before may have used.
 */
import { parseLost } from '../../venues/fix/store/copyLink.ts';
import type { KeptNumbers, LostMessages } from '../../venues/fix/store/sessionRecord.ts';
import type { SharedRow } from './fixRows.ts';

/** What the file on this machine says, once it has all messages of the record. */
export interface OwnFile extends Start {
  readonly id: string;
  /** Whether the file lacked messages of the record, or had others in their place. */
  readonly wasBehind: boolean;
}

export interface Start {
  readonly numbers: KeptNumbers;
  readonly lost: readonly LostMessages[];
}

/** `windowStart` is the beginning of the session that the schedule has now; undefined where it has none. */
export function startOf(row: SharedRow, own: OwnFile, windowStart: number | undefined): Start {
  const isFirst = row.file === '';
  if (isFirst || (row.file === own.id && !own.wasBehind)) return { numbers: own.numbers, lost: own.lost };
  const { epoch, nextOut, nextIn, promised, position } = row;
  const numbers = { epoch, nextOut, nextIn, windowStart: row.windowStart };
  const lost = parseLost(row.lost);
  // The engine before has handed over, and told all that it sent.
  if (promised === nextOut) return { numbers, lost };
  const isNewWindow = row.windowStart !== 0 && windowStart !== undefined && windowStart !== row.windowStart;
  return {
    // The engine before may have begun the new session of the schedule already.
    numbers: isNewWindow
      ? { epoch: epoch + 1, nextOut: promised, nextIn: 1, windowStart }
      : { ...numbers, nextOut: promised },
    lost: [...lost, { epoch, from: nextOut, position }],
  };
}

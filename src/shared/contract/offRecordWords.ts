/** What is in force and not on record, in the same words wherever it is told. */
import type { KillOffRecord } from './trading.ts';

/** A fault's first sentence, to stand within another. */
function why(fault: string): string {
  return (fault.split(/(?<=[.!?]) /)[0] ?? fault).replace(/[.!?]$/, '');
}

/** Of a trading state. */
export function offRecordWords(fault: string): string {
  return `not on record: ${why(fault)}; if the engine stops now this is forgotten`;
}

/** Of a kill switch under way. */
export function killOffRecordWords(offRecord: KillOffRecord, flatten: boolean): string {
  const { fault, lostOnStop, cancels, cancelsSent, ended } = offRecord;
  return [
    `${lostOnStop ? 'not on record' : 'what it does now is not on record'}: ${why(fault)}`,
    `cancels sent ${cancelsSent} of ${cancels}${ended === 0 ? '' : `, ${ended} no longer open there`}`,
    ...(flatten ? ['positions are closed once the store writes'] : []),
    ...(lostOnStop ? ['if the engine stops now this kill is forgotten'] : []),
  ].join('; ');
}

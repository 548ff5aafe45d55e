/** What is in force and not on record, in the same words wherever it is told. */
import type { KillOffRecord } from './trading.ts';

/** A fault's first sentence, to stand within another. */
function why(fault: string): string {
  return (fault.split(/(?<=[.!?]) /)[0] ?? fault).replace(/[.!?]$/, '');
}

/** Of a trading state. `storeEnded`: the store never writes again in this engine. */
export function offRecordWords(fault: string, storeEnded = false): string {
  return `not on record: ${why(fault)}; ${storeEnded ? 'this is forgotten with the engine: do it again after the start' : 'if the engine stops now this is forgotten'}`;
}

/** Of a kill switch under way; `storeEnded` as above. */
export function killOffRecordWords(offRecord: KillOffRecord, flatten: boolean, storeEnded = false): string {
  const { fault, lostOnStop, cancels, cancelsSent, ended } = offRecord;
  return [
    `${lostOnStop ? 'not on record' : 'what it does now is not on record'}: ${why(fault)}`,
    `cancels sent ${cancelsSent} of ${cancels}${ended === 0 ? '' : `, ${ended} no longer open there`}`,
    ...(flatten
      ? [storeEnded ? 'this engine closes no position' : 'positions are closed once the store writes']
      : []),
    ...(lostOnStop
      ? [
          storeEnded
            ? 'this kill is forgotten with the engine: use it again after the start'
            : 'if the engine stops now this kill is forgotten',
        ]
      : []),
  ].join('; ');
}

/** The words for what is in force and not on record, the same in every place that shows it. */
import type { KillOffRecord } from '../trading.ts';

/** The fault's first sentence without its end, for use inside another sentence. */
function why(fault: string): string {
  return (fault.split(/(?<=[.!?]) /)[0] ?? fault).replace(/[.!?]$/, '');
}

/** The words for a trading state. `storeEnded`: the store never writes again in this engine. */
export function offRecordWords(fault: string, storeEnded = false): string {
  return `not on record: ${why(fault)}; ${storeEnded ? 'this is forgotten with the engine: do it again after the start' : 'if the engine stops now this is forgotten'}`;
}

/** The words for a kill switch under way. `storeEnded`: the store never writes again in this engine. */
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

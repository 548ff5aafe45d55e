/** Read models built beside each other without files, for tests and the simulator. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import { err, ok } from '../../../../shared/kernel/result.ts';
import type { ReadModelBuilds } from '../../../engine/readmodel/readModelBuilds.ts';
import { memoryOrderViewStore } from '../memoryOrderViewStore.ts';

/** `fault` says what is wrong with the disk at this moment, if anything. */
export function memoryReadModelBuilds(fault: () => Fault | undefined = () => undefined): ReadModelBuilds {
  return {
    begin() {
      const wrong = fault();
      return wrong === undefined ? ok(memoryOrderViewStore()) : err(wrong);
    },
    swap(built, serving = built) {
      const wrong = fault();
      if (wrong !== undefined) return { store: serving, replaced: false, fault: wrong };
      return { store: built, replaced: true };
    },
    discard: () => undefined,
  };
}

/** The id source of a real run: version 7 for events, version 8 for what belongs to a name. */
import type { Clock, IdSource } from '../../engine/ports.ts';
import { uuidV7 } from './uuidV7.ts';
import { uuidV8 } from './uuidV8.ts';

/** The ids of a real run. */
export function systemIds(clock: Clock): IdSource {
  return { ...uuidV7(clock), named: uuidV8 };
}

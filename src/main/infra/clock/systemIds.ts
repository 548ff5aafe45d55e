/** The id source of a real run: UUID version 7 for events, version 8 where an id is made from a name. */
import type { Clock, IdSource } from '../../engine/ports.ts';
import { uuidV7 } from './uuidV7.ts';
import { uuidV8 } from './uuidV8.ts';

export function systemIds(clock: Clock): IdSource {
  return { ...uuidV7(clock), named: uuidV8 };
}

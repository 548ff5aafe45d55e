/** An id source for tests. */
import { uuidV8 } from '../../../infra/clock/uuidV8.ts';
import type { IdSource } from '../../ports.ts';

/** Ids for tests: counted upwards, in the form of the real ones. */
export function countedIds(): IdSource {
  let made = 0;
  const next = (): string => `00000000-0000-7000-8000-${String(++made).padStart(12, '0')}`;
  return { next, named: uuidV8 };
}

import { createUpcasters } from './upcast.ts';

/** Every step from an old form of an event to a newer one. None has changed since the first release. */
export const eventUpcasters = createUpcasters([]);

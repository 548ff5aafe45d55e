/**
 * Instants at both ends of the range that the desk accepts. They are written as text, so that no code under test
 * decides which is which.
 */

/** Instants inside the range: some within the last microsecond, some inside only in UTC. */
export const takenEdges = [
  '1970-01-01T00:00:00Z',
  '1970-01-01T00:00:00.0000009Z',
  '1969-12-31T23:00:00-01:00',
  '2200-12-31T23:59:59.999999Z',
  '2200-12-31T23:59:59.9999999Z',
  '2201-01-01T13:59:59.999999+14:00',
] as const;

export const refusedEdges = [
  '0001-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999999Z',
  '1970-01-01T00:59:59.999999+01:00',
  '2201-01-01T00:00:00Z',
  '2200-12-31T23:59:59.999999-00:01',
  '9999-12-31T23:59:59.9999999Z',
] as const;

const refused: ReadonlySet<unknown> = new Set(refusedEdges);

/** Whether one of the signal's instants lies outside the range. */
export function isBeyondEdges(signal: Readonly<Record<string, unknown>>): boolean {
  return [signal['createdAt'], signal['expiresAt'], signal['goodTill']].some((text) => refused.has(text));
}

/** Ids in narrow places: the part that tells them apart. */

/** The last eight characters of a long id; time-ordered ids differ at their end. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : id.slice(-8);
}

/** Short forms of ids for narrow places: the part that tells ids apart. */

/** The last eight characters of a long id. Ids that are ordered by time differ at their end. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : id.slice(-8);
}

/** Gives `order-…98f3b63c`: the stream's kind and the end of its id. */
export function shortStream(streamId: string): string {
  const dash = streamId.indexOf('-');
  const id = streamId.slice(dash + 1);
  return dash < 0 || id.length <= shownMax ? streamId : `${streamId.slice(0, dash)} …${id.slice(-12)}`;
}

const shownMax = 20;

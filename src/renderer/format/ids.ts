/** Ids in narrow places: the part that tells them apart. */

/** The last eight characters of a long id; time-ordered ids differ at their end. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : id.slice(-8);
}

/** `order-…98f3b63c`: a stream by its kind and the end of its id. */
export function shortStream(streamId: string): string {
  const dash = streamId.indexOf('-');
  const id = streamId.slice(dash + 1);
  return dash < 0 || id.length <= shownMax ? streamId : `${streamId.slice(0, dash)} …${id.slice(-12)}`;
}

const shownMax = 20;

/** The fields by which signals can be sorted, in the engine and over the bridge. */
export const signalSortFields = [
  'receivedAt',
  /** The time from the signal's creation to its acknowledgement. */
  'acknowledgedAfter',
  'signalId',
  /** The file and line, or the source, or the sender. */
  'place',
  'strategy',
  'account',
  'symbol',
  'side',
  'quantity',
  'orderType',
  /** The limit price; the stop price where the signal has no limit price. */
  'price',
  'fate',
  /** The codes of the refusals. */
  'codes',
] as const;
export type SignalSortField = (typeof signalSortFields)[number];

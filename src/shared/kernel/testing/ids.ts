/** Ids from the text in which tests write them. */
import {
  parseAccountId,
  parseActor,
  parseAlertId,
  parseClientOrderId,
  parseExecutionId,
  parseOrderId,
  parseProposalId,
  parseSignalId,
  parseStrategyId,
  parseStreamId,
  parseTicker,
  parseVenueId,
  parseVenueOrderId,
  trusted,
} from '../ids.ts';

/** Each throws RangeError for a text that is no id. */
export const ids = {
  order: (text: string) => trusted(parseOrderId, text),
  signal: (text: string) => trusted(parseSignalId, text),
  clientOrder: (text: string) => trusted(parseClientOrderId, text),
  venueOrder: (text: string) => trusted(parseVenueOrderId, text),
  venue: (text: string) => trusted(parseVenueId, text),
  account: (text: string) => trusted(parseAccountId, text),
  strategy: (text: string) => trusted(parseStrategyId, text),
  symbol: (text: string) => trusted(parseTicker, text),
  actor: (text: string) => trusted(parseActor, text),
  alert: (text: string) => trusted(parseAlertId, text),
  execution: (text: string) => trusted(parseExecutionId, text),
  proposal: (text: string) => trusted(parseProposalId, text),
  stream: (text: string) => trusted(parseStreamId, text),
};

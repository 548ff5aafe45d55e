/** Ids as they cross the bridge: those of rows that the engine made, and those that somebody asks with. */
import { z } from 'zod';
import {
  idExpectation,
  parseAccountId,
  parseOrderId,
  parseStrategyId,
  parseTicker,
  parseVenueId,
  type AccountId,
  type Actor,
  type ClientOrderId,
  type CorrelationId,
  type EventId,
  type ExecutionId,
  type OrderId,
  type SignalId,
  type StrategyId,
  type StreamId,
  type Ticker,
  type VenueId,
  type VenueOrderId,
  parseProposalId,
  parseAlertId,
  type AlertId,
  type ProposalId,
} from '../kernel/ids.ts';

/** An id in a row. The engine has parsed it, so that the window checks no more than that it is text. */
function idInRow<Id extends string>(): z.ZodType<Id, Id> {
  return z.string() as unknown as z.ZodType<Id, Id>;
}

export const rowIds = {
  order: idInRow<OrderId>(),
  signal: idInRow<SignalId>(),
  clientOrder: idInRow<ClientOrderId>(),
  venueOrder: idInRow<VenueOrderId>(),
  execution: idInRow<ExecutionId>(),
  venue: idInRow<VenueId>(),
  account: idInRow<AccountId>(),
  strategy: idInRow<StrategyId>(),
  symbol: idInRow<Ticker>(),
  stream: idInRow<StreamId>(),
  event: idInRow<EventId>(),
  correlation: idInRow<CorrelationId>(),
  actor: idInRow<Actor>(),
  alert: idInRow<AlertId>(),
  proposal: idInRow<ProposalId>(),
};

/** An id that somebody asks with: the kernel's parser judges its text. */
function askedId<Id extends string>(parse: (text: unknown) => Id | undefined, expected = idExpectation) {
  return z.string().transform((text, context): Id => {
    const id = parse(text);
    if (id !== undefined) return id;
    context.issues.push({ code: 'custom', message: `expected ${expected}`, input: text });
    return z.NEVER;
  });
}

export const askedIds = {
  order: askedId(parseOrderId),
  venue: askedId(parseVenueId),
  account: askedId(parseAccountId),
  strategy: askedId(parseStrategyId),
  symbol: askedId(parseTicker),
  proposal: askedId(parseProposalId),
  alert: askedId(parseAlertId, 'the id of an alert, of 1 to 300 characters'),
};

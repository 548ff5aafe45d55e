/** Branded identifiers. Each is made by its parser, so an OrderId can't be passed where a ClientOrderId belongs. */
import type { Brand } from './brand.ts';

export type SignalId = Brand<string, 'SignalId'>;
export type OrderId = Brand<string, 'OrderId'>;
/** Ours, sent to the venue (FIX ClOrdID, tag 11). */
export type ClientOrderId = Brand<string, 'ClientOrderId'>;
/** The venue's own (FIX OrderID, tag 37). */
export type VenueOrderId = Brand<string, 'VenueOrderId'>;
/** The venue's id of one execution (FIX ExecID, tag 17); unique within a venue. */
export type ExecutionId = Brand<string, 'ExecutionId'>;
export type VenueId = Brand<string, 'VenueId'>;
export type AccountId = Brand<string, 'AccountId'>;
export type StrategyId = Brand<string, 'StrategyId'>;
/** The instrument's ticker (FIX Symbol, tag 55). */
export type Ticker = Brand<string, 'Ticker'>;
export type StreamId = Brand<string, 'StreamId'>;
export type EventId = Brand<string, 'EventId'>;
/** Ties together everything that one signal or one operator action caused. */
export type CorrelationId = Brand<string, 'CorrelationId'>;
/** Who acted: `operator:ak`, `strategy:sma-cross`, `venue:sim`, `engine`. */
export type Actor = Brand<string, 'Actor'>;

export const idLengthMax = 64;
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:@/+-]*$/;
export const idExpectation = `1 to ${idLengthMax} characters: letters, digits and . _ : @ / + -, starting with a letter or digit`;

export function isIdText(text: unknown): text is string {
  return typeof text === 'string' && text.length <= idLengthMax && idPattern.test(text);
}

type IdParser<Id> = (text: unknown) => Id | undefined;

function parserOf<Id extends string>(): IdParser<Id> {
  return (text) => (isIdText(text) ? (text as Id) : undefined);
}

export const parseSignalId = parserOf<SignalId>();
export const parseOrderId = parserOf<OrderId>();
export const parseClientOrderId = parserOf<ClientOrderId>();
export const parseVenueOrderId = parserOf<VenueOrderId>();
export const parseExecutionId = parserOf<ExecutionId>();
export const parseVenueId = parserOf<VenueId>();
export const parseAccountId = parserOf<AccountId>();
export const parseStrategyId = parserOf<StrategyId>();
export const parseTicker = parserOf<Ticker>();
export const parseEventId = parserOf<EventId>();
export const parseCorrelationId = parserOf<CorrelationId>();
export const parseActor = parserOf<Actor>();

/** Stream names are `<category>-<id>`, or `desk` alone. */
export function parseStreamId(text: unknown): StreamId | undefined {
  if (typeof text !== 'string' || text.length > idLengthMax + 8) return undefined;
  return text === 'desk' || /^(signal|order|venue|risk)-[A-Za-z0-9][A-Za-z0-9._:@/+-]*$/.test(text)
    ? (text as StreamId)
    : undefined;
}

/** For values that this program made or stored itself; throws on anything else. */
export function trusted<Id>(parse: (text: unknown) => Id | undefined, text: string): Id {
  const parsed = parse(text);
  if (parsed === undefined) throw new RangeError(`not a valid identifier: ${text.slice(0, idLengthMax)}`);
  return parsed;
}

export const deskStream = 'desk' as StreamId;
export const signalStream = (id: SignalId): StreamId => `signal-${id}` as StreamId;
export const orderStream = (id: OrderId): StreamId => `order-${id}` as StreamId;
export const venueStream = (id: VenueId): StreamId => `venue-${id}` as StreamId;

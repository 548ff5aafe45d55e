/** Branded identifiers. A parser makes each of them, so nobody can pass an OrderId where a ClientOrderId belongs. */
import type { Brand } from './brand.ts';

export type SignalId = Brand<string, 'SignalId'>;
export type OrderId = Brand<string, 'OrderId'>;
/** Our id of an order, which we send to the venue (FIX ClOrdID, tag 11). */
export type ClientOrderId = Brand<string, 'ClientOrderId'>;
/** The venue's own id of an order (FIX OrderID, tag 37). */
export type VenueOrderId = Brand<string, 'VenueOrderId'>;
/** The venue's id of one execution (FIX ExecID, tag 17); unique within a venue. */
export type ExecutionId = Brand<string, 'ExecutionId'>;
export type VenueId = Brand<string, 'VenueId'>;
export type AccountId = Brand<string, 'AccountId'>;
export type StrategyId = Brand<string, 'StrategyId'>;
/** The instrument's ticker (FIX Symbol, tag 55). */
export type Ticker = Brand<string, 'Ticker'>;
/** The id of an alert, by which operators acknowledge it. */
export type AlertId = Brand<string, 'AlertId'>;
/** The id of a change that waits for another person. */
export type ProposalId = Brand<string, 'ProposalId'>;
/** An account and a symbol as one key. */
export type PlaceKey = Brand<string, 'PlaceKey'>;
export type StreamId = Brand<string, 'StreamId'>;
export type EventId = Brand<string, 'EventId'>;
/** All events that one signal or one operator action caused have the same correlation id. */
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
export const parseProposalId = parserOf<ProposalId>();
export const parseActor = parserOf<Actor>();
export const parseCorrelationId = parserOf<CorrelationId>();

/** An alert's id may name what has no id of its own, so that any text may stand in it. */
export function parseAlertId(text: unknown): AlertId | undefined {
  return typeof text === 'string' && text.length > 0 && text.length <= alertIdLengthMax
    ? (text as AlertId)
    : undefined;
}
const alertIdLengthMax = 300;

/** Reads the name of a stream: `<category>-<id>`, or `desk` alone. */
export function parseStreamId(text: unknown): StreamId | undefined {
  if (typeof text !== 'string' || text.length > idLengthMax + 8) return undefined;
  return text === 'desk' || /^(signal|order|venue)-[A-Za-z0-9][A-Za-z0-9._:@/+-]*$/.test(text)
    ? (text as StreamId)
    : undefined;
}

/** For values that this program made or stored itself; throws RangeError on any other text. */
export function trusted<Id>(parse: (text: unknown) => Id | undefined, text: string): Id {
  const parsed = parse(text);
  if (parsed === undefined) throw new RangeError(`not a valid identifier: ${text.slice(0, idLengthMax)}`);
  return parsed;
}

export const deskStream = 'desk' as StreamId;
export const signalStream = (id: SignalId): StreamId => `signal-${id}` as StreamId;
export const orderStream = (id: OrderId): StreamId => `order-${id}` as StreamId;
export const venueStream = (id: VenueId): StreamId => `venue-${id}` as StreamId;

/** The id in the name of a stream of this category. */
export const signalIdOfStream = (stream: StreamId): SignalId => stream.slice('signal-'.length) as SignalId;
export const orderIdOfStream = (stream: StreamId): OrderId => stream.slice('order-'.length) as OrderId;
export const venueIdOfStream = (stream: StreamId): VenueId => stream.slice('venue-'.length) as VenueId;

/** An order and its signal share one correlation id, which is the order's id. A refused signal brings its own id. */
export const correlationOf = (id: OrderId | SignalId): CorrelationId => id as string as CorrelationId;

/** For an order without a signal: its own id, in the field that ties an order to its signal. */
export const signalIdInstead = (id: OrderId): SignalId => id as string as SignalId;

/**
 * An id that this program makes by adding a mark to another id, as a replace or an exit does. It may be longer than
 * `idLengthMax`, because the id before it may come from a venue and have the full length.
 */
export const markedOrderId = (id: string, mark: string): OrderId => `${id}${mark}` as OrderId;
export const markedClientOrderId = (id: OrderId, mark: string): ClientOrderId =>
  `${id}${mark}` as ClientOrderId;
/** The order id before the mark was added; the id itself where it has no such mark. */
export const unmarkedOrderId = (id: OrderId | ClientOrderId, mark: RegExp): OrderId =>
  id.replace(mark, '') as OrderId;

/** No id has a space. */
export const placeKey = (account: AccountId, symbol: Ticker): PlaceKey => `${account} ${symbol}` as PlaceKey;
export const symbolOfPlace = (key: PlaceKey): Ticker => key.slice(key.indexOf(' ') + 1) as Ticker;

/** The id of an alert says what it is about: `overfill:order-1:e7`. */
export const alertIdOf = (about: string): AlertId => about as AlertId;

/** Makes texts that are valid ids, each of them once; the engine's `IdSource` is one. */
interface NewIds {
  next(): string;
}
export const newEventId = (ids: NewIds): EventId => ids.next() as EventId;
export const newProposalId = (ids: NewIds): ProposalId => ids.next() as ProposalId;
export const newCorrelationId = (ids: NewIds): CorrelationId => ids.next() as CorrelationId;

/** The engine as an actor, or a part of it: `engine`, `engine:bracket`. */
export const engineActor = (part?: string): Actor =>
  (part === undefined ? 'engine' : `engine:${part}`) as Actor;
export const venueActor = (venue: VenueId): Actor => `venue:${venue}` as Actor;
/** A person, and whether the person acts through a command of the control channel. */
export const personActor = (name: string, door: 'window' | 'control' = 'window'): Actor =>
  trusted(parseActor, `operator:${name}${door === 'control' ? controlMark : ''}`);
/** The name of the person, whatever door the person came by; undefined for actors that are no persons. */
export function personOf(actor: string): string | undefined {
  if (!actor.startsWith('operator:')) return undefined;
  const name = actor.slice('operator:'.length);
  const mark = doorMarks.find((one) => name.endsWith(one));
  return mark === undefined ? name : name.slice(0, -mark.length);
}
const controlMark = '@control';
const doorMarks = [controlMark, '@http', '@websocket'] as const;
/** Whether a person acts with the own hands. A program with the token of an operator acts as that person, too. */
export function isByHand(actor: string): boolean {
  return personOf(actor) !== undefined && !['@http', '@websocket'].some((mark) => actor.endsWith(mark));
}
export function isSamePerson(a: string, b: string): boolean {
  const person = personOf(a);
  return person !== undefined && person === personOf(b);
}
/** A named producer of signals, and the door it came by; one of an operator acts as that person. */
export const producerActor = (name: string, ofOperator: boolean, door: 'http' | 'websocket'): Actor =>
  trusted(parseActor, `${ofOperator ? 'operator' : 'producer'}:${name}@${door}`);
/** A program without a name of its own that sent a signal through a door of the intake. */
export const intakeActor = (door: 'http' | 'websocket' | 'folder'): Actor => `intake:${door}` as Actor;
export const strategyActor = (strategy: string): Actor => `strategy:${strategy}` as Actor;

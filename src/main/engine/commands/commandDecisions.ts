/**
 * Decides commands on one order: the command, the events that it leads to, and its sender's answer. Pure; the handler
 * keeps the states.
 */
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { OrderId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import { decideOrder } from '../../domain/order/decide/decideOrder.ts';
import { evolveOrder } from '../../domain/order/evolveOrder.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import type { Order, OrderState } from '../../domain/order/orderState.ts';
import { newEvent } from '../events/newEvent.ts';
import type { EventContext, NewEvent, StoredEvent } from '../events/storedEvent.ts';
import type { IdSource } from '../ports.ts';

export type CommandFault =
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'store_unavailable'; readonly fault: Fault };

export interface CommandOutcome {
  readonly order: Order;
  /** The events that the command led to; empty when the command said nothing new. */
  readonly events: readonly StoredEvent[];
}

export type CommandResult = Result<CommandOutcome, CommandFault>;

export interface OrderInstruction {
  readonly orderId: OrderId;
  readonly command: OrderCommand;
  readonly context: EventContext;
  /** The venue that reports this; a report about an order at another venue is refused. */
  readonly venue?: VenueId;
}

/** Code of the refusal of a venue's report about an order at another venue. */
export const otherVenue = 'order_at_other_venue';

/** What decisions need of an instrument: which prices it takes, and its multiplier. */
export type InstrumentOf = (symbol: Ticker) => Pick<Instrument, 'priceMin' | 'multiplier'> | undefined;

/** The events of the commands on one order, and the state after them. */
export interface Decided {
  readonly state: OrderState;
  readonly events: readonly NewEvent[];
  /** For each command, how many of the events it led to. */
  readonly counts: readonly number[];
}

/** Decides all commands one after the other, or none: one refused command refuses all commands of its stream. */
export function decideAll(
  instructions: readonly OrderInstruction[],
  from: OrderState,
  ids: IdSource,
  instrumentOf: InstrumentOf,
): Result<Decided, readonly CommandResult[]> {
  let state = from;
  let events: readonly NewEvent[] = [];
  const counts: number[] = [];
  for (const { command, context, venue } of instructions) {
    if (state.status !== 'none' && venue !== undefined && state.terms.venue !== venue) {
      return err(refusedWithOthers(instructions, counts.length, atOtherVenue(state, venue)));
    }
    const decision =
      state.status === 'none'
        ? decideOrder(withMultiplier(command, instrumentOf), state)
        : decideOrder(command, state, instrumentOf(state.terms.symbol));
    if (!decision.ok) return err(refusedWithOthers(instructions, counts.length, decision.error));
    for (const event of decision.value) state = evolveOrder(state, event);
    const made = decision.value.map((event) => newEvent(event, context, ids));
    events = events.length === 0 ? made : [...events, ...made];
    counts.push(made.length);
  }
  return ok({ state, events, counts });
}

/** An order keeps the multiplier with which it was made. */
function withMultiplier(command: OrderCommand, instrumentOf: InstrumentOf): OrderCommand {
  if (!('terms' in command)) return command;
  const multiplier = instrumentOf(command.terms.symbol)?.multiplier;
  return multiplier === undefined ? command : { ...command, terms: { ...command.terms, multiplier } };
}

function atOtherVenue({ terms }: Order, venue: VenueId): Refusal {
  const message = `order ${terms.orderId} is at venue ${terms.venue}, and not at ${venue}`;
  return { code: otherVenue, message, field: 'venue', actual: venue, expected: terms.venue };
}

function refusedWithOthers(
  instructions: readonly OrderInstruction[],
  index: number,
  refusal: Refusal,
): readonly CommandResult[] {
  const message = `not done, because another command on the order was refused: ${refusal.message}`;
  return instructions.map((_one, place) =>
    refused(place === index ? refusal : { code: 'batch_refused', message }),
  );
}

export function outcomes(
  { state, counts }: Decided,
  events: readonly StoredEvent[],
): readonly CommandResult[] {
  invariant(state.status !== 'none', 'commands that are not refused leave an order');
  let next = 0;
  return counts.map((count) => {
    next += count;
    return ok({ order: state, events: events.slice(next - count, next) });
  });
}

interface CommandFacts {
  readonly again: boolean;
  readonly request: boolean;
}

const fact: CommandFacts = { again: true, request: false };
const request: CommandFacts = { again: true, request: true };
const once: CommandFacts = { again: false, request: false };

/** What `mayBeDecidedAgain` and `isRequest` say of each command. */
const commandFacts: Readonly<Record<OrderCommand['type'], CommandFacts>> = {
  CreateOrder: once,
  DenyOrder: once,
  AdoptOrder: once,
  BeginSubmission: once,
  SettleOrder: { again: false, request: true },
  RequestCancel: request,
  RequestReplace: request,
  DenyReplace: request,
  MarkInDoubt: fact,
  RecordAcceptance: fact,
  RecordRejection: fact,
  RecordFill: fact,
  RecordBust: fact,
  RecordCorrection: fact,
  RecordCancel: fact,
  RecordCancelRejection: fact,
  RecordReplace: fact,
  RecordReplaceRejection: fact,
  RecordRestatement: fact,
  RecordExpiry: fact,
  RecordReinstatement: fact,
  RecordInquiry: fact,
  RecordClosedElsewhere: fact,
  RepeatRequest: fact,
};

/**
 * Whether a command may be decided again after somebody else has appended to the stream. A fact stays true and a
 * request stays wanted, so both are decided again on the state that was read anew. A creation, a submission, a denial
 * and an operator's settlement rest on the state as it was, and are not decided again: whoever appended may have sent
 * the order.
 */
export function mayBeDecidedAgain({ type }: OrderCommand): boolean {
  return commandFacts[type].again;
}

export const abandoned: Refusal = {
  code: 'processing_timeout',
  message: 'given up before the command was decided',
};

export function refused(refusal: Refusal): CommandResult {
  return err({ type: 'refused', refusal });
}

export function all(
  instructions: readonly OrderInstruction[],
  result: CommandResult,
): readonly CommandResult[] {
  return instructions.map(() => result);
}

/** Whether the command is a request. When a request fails, its sender is told, and nothing of it has happened. */
export function isRequest({ type }: OrderCommand): boolean {
  return commandFacts[type].request;
}

export function refusalOf(fault: CommandFault): Refusal {
  return fault.type === 'refused'
    ? fault.refusal
    : { code: 'store_unavailable', message: fault.fault.message };
}

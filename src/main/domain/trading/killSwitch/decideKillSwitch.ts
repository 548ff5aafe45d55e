/**
 * Decides what a kill switch does next. Pure: the venues' answers, the time and the positions come in with the command.
 */
import type { OrderId, Ticker, VenueId } from '../../../../shared/kernel/ids.ts';
import { assertNever } from '../../../../shared/kernel/invariant.ts';
import type { FlattenOrder, ScopePosition, VenueProof } from '../tradingEvents.ts';
import { flattenNumberOf } from './flattenIds.ts';
import { rowEvents } from './killRecords.ts';
import type { KillSwitchFact, KillSwitchRecord } from './killSwitchEvents.ts';
import {
  closesPositions,
  isProvenAt,
  isUnderWay,
  openAt,
  openRows,
  type KillSwitch,
} from './killSwitchState.ts';
import { isDue } from './ledgerRow.ts';

/** The proof of a venue, or a sentence that says what is missing for it. */
export type Proving = { readonly proof: VenueProof } | { readonly unproven: string };

/** A position in the scope; `venue` is undefined where the desk no longer trades the symbol. */
export interface ScopeHolding extends ScopePosition {
  readonly venue: VenueId | undefined;
}

/** `nowMs` is on the monotonic clock, `at` is UTC with microseconds. */
interface KillSwitchCommands {
  /** `returned`: the venue is connected again, after it was away. */
  readonly LookAtVenue: {
    readonly venue: VenueId;
    readonly sight: 'unknown' | 'away' | 'returned' | 'connected';
  };
  /** `queued`: cancels wait for the venue already. */
  readonly AskCancels: {
    readonly venue: VenueId;
    readonly queued: boolean;
    readonly nowMs: number;
    readonly at: string;
  };
  readonly TakeAnswer: { readonly venue: VenueId; readonly answer: Proving };
  readonly ClosePositions: { readonly venue: VenueId; readonly orders: readonly FlattenOrder[] };
  readonly Record: object;
  /** `venues`: the venues where orders of the scope may work. */
  readonly Complete: { readonly venues: readonly VenueId[]; readonly held: readonly ScopeHolding[] };
}
export type KillSwitchCommand = {
  readonly [Type in keyof KillSwitchCommands]: { readonly type: Type } & KillSwitchCommands[Type];
}[keyof KillSwitchCommands];

/** A fact holds at once; a record holds once it is on the desk's stream. */
export type KillSwitchDecision = KillSwitchFact | KillSwitchRecord;

export function isKillSwitchRecord(decision: KillSwitchDecision): decision is KillSwitchRecord {
  return 'data' in decision;
}

/** How many cancels go to the disk in one commit. */
const cancelsAtOnceMax = 1_000;

export function decideKillSwitch(
  command: KillSwitchCommand,
  state: KillSwitch,
): readonly KillSwitchDecision[] {
  if (!isUnderWay(state)) return command.type === 'Record' ? unrecorded(state) : [];
  switch (command.type) {
    case 'LookAtVenue':
      return look(command, state);
    case 'AskCancels':
      return askCancels(command, state);
    case 'TakeAnswer':
      return takeAnswer(command, state);
    case 'ClosePositions':
      return closePositions(command, state);
    case 'Record':
      return unrecorded(state);
    case 'Complete':
      return complete(command, state);
    default:
      return assertNever(command);
  }
}

/**
 * What the kill switch needs a connected venue for now. While the store can't write it neither proves nor flattens,
 * because the fills that belong to a proof can't be recorded.
 */
export function stepAt(state: KillSwitch, venue: VenueId): 'cancel' | 'prove' | 'flatten' | undefined {
  if (!isUnderWay(state)) return undefined;
  if (openAt(state, venue) > 0) return 'cancel';
  if (state.fault !== undefined) return undefined;
  if (!isProvenAt(state, venue)) return 'prove';
  return state.flatten ? 'flatten' : undefined;
}

function look(
  { venue, sight }: KillSwitchCommands['LookAtVenue'],
  state: KillSwitch,
): readonly KillSwitchFact[] {
  const isOpen = openAt(state, venue) > 0;
  const waits = isOpen || !isProvenAt(state, venue);
  switch (sight) {
    case 'unknown':
      return [noted(venue, `venue ${venue} is not configured any more`)];
    case 'away':
      return [noted(venue, waits ? `venue ${venue} is not connected` : undefined)];
    case 'returned':
      // A cancel that was sent before the connection was lost may never have arrived, so each may be asked for again.
      return [{ type: 'CancelsDue', venue, dueMs: 0 }, noted(venue, undefined)];
    case 'connected':
      return isOpen ? [noted(venue, undefined)] : [];
    default:
      return assertNever(sight);
  }
}

/**
 * While cancels wait for the venue already, only an order's first cancel joins the queue: a repetition would only wait
 * behind the cancel that it repeats.
 */
function askCancels(
  { venue, queued, nowMs, at }: KillSwitchCommands['AskCancels'],
  state: KillSwitch,
): readonly KillSwitchFact[] {
  const direct = 'fault' in state;
  const orderIds: OrderId[] = [];
  for (const row of state.rows) {
    const isFirst = row.shown.attempts === 0;
    if (row.shown.venue !== venue || (queued && !isFirst) || !isDue(row, nowMs, direct)) continue;
    orderIds.push(row.shown.orderId);
    if (orderIds.length === cancelsAtOnceMax) break;
  }
  return orderIds.length === 0 ? [] : [{ type: 'CancelsAsked', orderIds, at }];
}

/** An order may have begun to work while the venue was asked: then the answer proves nothing. */
function takeAnswer(
  { venue, answer }: KillSwitchCommands['TakeAnswer'],
  state: KillSwitch,
): readonly KillSwitchFact[] {
  if (openAt(state, venue) > 0) return [];
  if ('unproven' in answer) return [noted(venue, answer.unproven)];
  return [{ type: 'VenueProved', proof: answer.proof }, noted(venue, undefined)];
}

/**
 * Closes positions only once it is proven that no order works, because only then the positions stand still. The number
 * of an order is never used again.
 */
function closePositions(
  { venue, orders }: KillSwitchCommands['ClosePositions'],
  state: KillSwitch,
): readonly KillSwitchDecision[] {
  const { killId, flattenings, flattenOrders } = state;
  const numbers = orders.map(({ orderId }) => flattenNumberOf(orderId));
  const isFree = numbers.every((number) => number > flattenOrders);
  if (stepAt(state, venue) !== 'flatten' || orders.length === 0 || !isFree) return [];
  const attempt = (flattenings.get(venue) ?? 0) + 1;
  return [
    // The numbers count as used at once, because another venue's positions may be closed while these orders go to the
    // disk.
    { type: 'FlattenNumbersTaken', last: Math.max(...numbers) },
    { type: 'KillSwitchFlattening', data: { killId, venue, attempt, orders } },
  ];
}

/** No event of a kill switch is recorded before the event that engages it. */
function unrecorded(state: KillSwitch): readonly KillSwitchRecord[] {
  return state.status === 'off_record' ? [] : rowEvents(state.killId, state.rows);
}

function complete(
  { venues, held }: KillSwitchCommands['Complete'],
  state: KillSwitch,
): readonly KillSwitchDecision[] {
  const isProven = openRows(state) === 0 && venues.every((venue) => isProvenAt(state, venue));
  if (!('proofs' in state) || !isProven) return [];
  const flatten = closesPositions(state);
  if (flatten && held.length > 0) {
    return held.flatMap(({ symbol, venue }) =>
      venue === undefined ? [noted(symbol, `no venue is configured for the position in ${symbol}`)] : [],
    );
  }
  const { killId, name: scope, proofs } = state;
  const rows: Record<string, number> = {};
  for (const { shown } of state.rows) rows[shown.state] = (rows[shown.state] ?? 0) + 1;
  const positions = held.map(({ account, symbol, quantity }) => ({ account, symbol, quantity }));
  const result = flatten ? ('flat' as const) : ('cleared' as const);
  const data = { killId, scope, result, rows, venues: [...proofs.values()], positions };
  return [...unrecorded(state), { type: 'KillSwitchCompleted', data }];
}

function noted(venue: VenueId | Ticker, note: string | undefined): KillSwitchFact {
  return { type: 'VenueNoted', venue, note };
}

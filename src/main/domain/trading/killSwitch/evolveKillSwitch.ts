/** A kill switch after one more event: an event on record, or a fact of the running engine. */
import type { OrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import { assertNever } from '../../../../shared/kernel/invariant.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import { isOpenRow } from '../killRow.ts';
import type { VenueProof } from '../tradingEvents.ts';
import { flattenNumberOf } from './flattenIds.ts';
import {
  closesPositions,
  isUnderWay,
  ledgerOf,
  openIds,
  openRows,
  type KillSwitch,
} from './killSwitchState.ts';
import type { KillSwitchEvent } from './killSwitchEvents.ts';
import { targetOf, type KillSwitchTrigger } from './killSwitchTransitions.ts';
import * as ledger from './ledgerRow.ts';
import type { LedgerRow } from './ledgerRow.ts';

type Of<Type extends KillSwitchEvent['type']> = Extract<KillSwitchEvent, { readonly type: Type }>;

export function evolveKillSwitch(state: KillSwitch, event: KillSwitchEvent): KillSwitch {
  const { rows } = state;
  switch (event.type) {
    case 'KillSwitchEngaged':
      return enter(state, 'recorded');
    case 'KillSwitchOrdersListed':
      return list(state, event.data.orders, false);
    case 'KillSwitchProgressed':
      return put(
        state,
        event.data.rows.map((progress) => ledger.progressed(rows.get(progress.orderId), progress)),
      );
    case 'KillSwitchFlattenRequested':
      return flattenRequested(state);
    case 'KillSwitchFlattening':
      return flattening(state, event);
    case 'KillSwitchCompleted':
      return completed(state, event);
    case 'TradingStateChanged':
      return event.data.to === 'halted' ? state : enter(state, 'let_go');
    case 'Superseded':
      return enter(state, 'let_go');
    case 'OrdersSeen':
      return put(
        state,
        event.orders.map((order) => ledger.seen(rows.get(order.orderId), order)),
      );
    case 'OrderNeverCreated':
      return change(state, [event.orderId], (row) => ledger.neverCreated(row, event.detail));
    case 'OrderCanceledByList':
      return put(state, [ledger.canceledByList(rows.get(event.order.orderId), event.order, event.cancel)]);
    case 'CancelsAsked':
      return change(state, event.orderIds, (row) => ledger.asked(row, event.at));
    case 'CancelAnswered':
      return change(state, [event.orderId], (row) => ledger.answered(row, event));
    case 'OrderNotListed':
      return change(state, [event.orderId], (row) => ledger.notListed(row, event.dueMs));
    case 'CancelsDue':
      return change(state, event.orderIds ?? openIds(state, event.venue), (row) =>
        ledger.due(row, event.dueMs),
      );
    case 'VenueNoted':
      return noted(state, event);
    case 'VenueProved':
      return proved(state, event);
    case 'StoreLookedAt':
      return storeLookedAt(state, event.fault);
    case 'FlattenNumbersTaken':
      return { ...state, flattenOrders: Math.max(state.flattenOrders, event.last) };
    default:
      return assertNever(event);
  }
}

function flattenRequested(state: KillSwitch): KillSwitch {
  if (state.status === 'off_record') return { ...state, flatten: true };
  if (isUnderWay(state)) return { ...state, flatten: true, proofs: new Map() };
  const after = enter(state, 'flatten_requested');
  return isUnderWay(after) ? { ...after, flatten: true } : after;
}

function flattening(state: KillSwitch, { data }: Of<'KillSwitchFlattening'>): KillSwitch {
  const { venue, attempt, orders } = data;
  const flattenOrders = Math.max(
    state.flattenOrders,
    ...orders.map(({ orderId }) => flattenNumberOf(orderId)),
  );
  const flattenings = new Map(state.flattenings).set(venue, attempt);
  const sent = orders.map((order) => ({ ...order, venue }));
  return list(enter({ ...state, flattenings, flattenOrders }, 'closing'), sent, true);
}

function completed(state: KillSwitch, { data, time }: Of<'KillSwitchCompleted'>): KillSwitch {
  const { result, venues } = data;
  // The kill switch was over before this event was on record, or a request to close positions too came first.
  if (state.status === 'over' || (result === 'cleared' && closesPositions(state))) return state;
  const proven = 'proofs' in state ? state.proofs : nothing;
  const lost = venues.flatMap(({ venue, askedAt }) =>
    proven.get(venue)?.askedAt === askedAt ? [] : [venue],
  );
  const isLive = [...state.rows].some(({ status }) => status !== 'told');
  if (openRows(state) === 0 && (lost.length === 0 || !isLive)) {
    const proofs = new Map(venues.map((proof) => [proof.venue, proof]));
    return enter(state, result === 'flat' ? 'proven_flat' : 'proven_cleared', {
      proofs,
      provenAt: formatMicros(time),
    });
  }
  // Orders that worked again while this event was being recorded are recorded once more, after it. So a restart knows
  // that this event was not the end.
  const overtaken = [...state.rows].filter(({ shown }) => lost.includes(shown.venue));
  return put(state, isLive ? overtaken.map((row) => ledger.untold(row)) : []);
}

function noted(state: KillSwitch, { venue, note }: Of<'VenueNoted'>): KillSwitch {
  if (!isUnderWay(state) || state.notes.get(venue) === note) return state;
  const notes = new Map(state.notes);
  if (note === undefined) notes.delete(venue);
  else notes.set(venue, note);
  return { ...state, notes };
}

/** An order that began to work while the venue was asked is not in the venue's answer. */
function proved(state: KillSwitch, { proof }: Of<'VenueProved'>): KillSwitch {
  if (state.status !== 'canceling' && state.status !== 'flattening') return state;
  if ((state.open.get(proof.venue) ?? 0) > 0) return state;
  return { ...state, proofs: new Map(state.proofs).set(proof.venue, proof) };
}

function storeLookedAt(state: KillSwitch, fault: string | undefined): KillSwitch {
  if (!isUnderWay(state) || state.fault === fault) return state;
  if (fault !== undefined) return { ...state, fault };
  // The store writes again, and the kill switch itself is recorded soon.
  if (state.status === 'off_record') return state;
  const { fault: _fault, ...kept } = state;
  return { ...kept, rows: state.rows.with([...state.rows].map((row) => ledger.onRecord(row))) };
}

function list(
  state: KillSwitch,
  orders: Of<'KillSwitchOrdersListed'>['data']['orders'],
  flattens: boolean,
): KillSwitch {
  return put(
    state,
    orders.map((order) => ledger.listed(state.rows.get(order.orderId), order, flattens)),
  );
}

function change(
  state: KillSwitch,
  orderIds: readonly OrderId[],
  next: (row: LedgerRow) => LedgerRow,
): KillSwitch {
  const known = orderIds.map((orderId) => state.rows.get(orderId)).filter((row) => row !== undefined);
  return put(state, known.map(next));
}

function put(state: KillSwitch, next: readonly (LedgerRow | undefined)[]): KillSwitch {
  const changed = new Map<OrderId, LedgerRow>();
  for (const row of next) {
    if (row !== undefined && row !== state.rows.get(row.shown.orderId)) changed.set(row.shown.orderId, row);
  }
  if (changed.size === 0) return state;
  const open = new Map(state.open);
  const alive = new Set<VenueId>();
  for (const { shown } of changed.values()) {
    const before = state.rows.get(shown.orderId);
    const by = Number(isOpenRow(shown.state)) - Number(before !== undefined && isOpenRow(before.shown.state));
    if (by !== 0) open.set(shown.venue, (open.get(shown.venue) ?? 0) + by);
    if (by > 0) alive.add(shown.venue);
  }
  const after = { ...state, rows: state.rows.with([...changed.values()]), open };
  return alive.size === 0 ? after : cameToLife(after, alive);
}

function cameToLife(state: KillSwitch, venues: ReadonlySet<VenueId>): KillSwitch {
  switch (state.status) {
    case 'off_record':
      return state;
    case 'canceling':
    case 'flattening':
      return { ...state, proofs: new Map([...state.proofs].filter(([venue]) => !venues.has(venue))) };
    case 'cleared':
    case 'flat':
      return enter(state, 'came_to_life');
    case 'over': {
      const { provenAt: _provenAt, ...kept } = state;
      return { ...kept, result: 'released' };
    }
    default:
      return assertNever(state);
  }
}

interface Proven {
  readonly proofs: ReadonlyMap<VenueId, VenueProof>;
  readonly provenAt: string;
}

const nothing: ReadonlyMap<never, never> = new Map<never, never>();

/**
 * Enters the status that the table names. When a finished kill switch goes on, it begins without proofs: the venues'
 * earlier proofs say nothing about the present.
 */
function enter(
  state: KillSwitch,
  trigger: KillSwitchTrigger,
  { proofs, provenAt }: Proven = { proofs: nothing, provenAt: '' },
): KillSwitch {
  const target = targetOf(state.status, trigger);
  if (target === undefined) return state;
  const status = target === 'resume' ? (state.flattenings.size > 0 ? 'flattening' : 'canceling') : target;
  const ledger = ledgerOf(state);
  const flatten = closesPositions(state);
  switch (status) {
    case 'canceling':
    case 'flattening': {
      const { notes = nothing, fault } = isUnderWay(state) ? state : {};
      const known = isUnderWay(state) && 'proofs' in state ? state.proofs : nothing;
      return { ...ledger, status, flatten, proofs: known, notes, ...(fault !== undefined && { fault }) };
    }
    case 'cleared':
    case 'flat':
      return { ...ledger, status, proofs, provenAt };
    case 'over':
      return 'provenAt' in state && !('result' in state)
        ? { ...ledger, status, flatten, result: state.status, provenAt: state.provenAt }
        : { ...ledger, status, flatten, result: 'released' };
    default:
      return assertNever(status);
  }
}

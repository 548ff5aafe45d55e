/** One kill switch: its ledger in memory, kept up by the desk's events and by the orders as they change. */
import {
  type Actor,
  engineActor,
  type OrderId,
  parseOrderId,
  trusted,
} from '../../../../shared/kernel/ids.ts';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { DeskEvent } from '../../../domain/desk/deskEvents.ts';
import { isTerminal, type OrderStatus } from '../../../domain/order/orderState.ts';
import {
  asListed,
  asProgress,
  isCancelable,
  isOpenRow,
  rowStateOf,
  type KilledOrder,
  type KillProgress,
  type KillRow,
} from '../../../domain/trading/killRow.ts';
import type { VenueProof } from '../../../domain/trading/tradingEvents.ts';
import { parseTradingScope, scopeCovers, type TradingScope } from '../../../domain/trading/tradingScope.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import type { OrderView } from '../../orders/orderView.ts';
import type { KillLedger } from '../tradingControl.ts';
import { flattenNumberOf } from './flattenIds.ts';

type Engaged = StoredEvent<Extract<DeskEvent, { type: 'KillSwitchEngaged' }>>;

export interface KillOrigin {
  readonly killId: string;
  readonly scope: string;
  readonly flatten: boolean;
  readonly reason: string;
  readonly actor: Actor;
  /** UTC with microseconds. */
  readonly startedAt: string;
  /** Why it is not on record (yet). */
  readonly unrecorded?: string;
}

export function originOf({ data, actor, time }: Engaged): KillOrigin {
  const { killId, scope, flatten, reason, offRecord } = data;
  return { killId, scope, flatten, reason, actor, startedAt: offRecord?.since ?? formatMicros(time) };
}

interface Row {
  shown: KillRow;
  status: OrderStatus | undefined;
  /** When the next cancel may go out, on the monotonic clock. */
  dueMs: number;
  /** A cancel is on its way to the disk, or directly to the venue. */
  asking: boolean;
  /** While the store can't write: a cancel went directly to its venue. */
  sent: boolean;
  /** While the store can't write: its venue does not list it as open any more. */
  ended: boolean;
  /** It stands in an event of the ledger; others follow with the next record. */
  listed: boolean;
}

/** What the desk's stream does not have yet. */
export interface Unrecorded {
  readonly listed: readonly KilledOrder[];
  readonly progress: readonly KillProgress[];
  /** It could not be recorded. */
  giveBack(): void;
}

/** Cancels of an order that a venue listed although it had ended here. */
export interface ListedCancel {
  /** What was open at the venue. */
  readonly quantity: string;
  readonly attempts: number;
  readonly lastAttemptAt: string;
}

/** Which rows' cancels may be asked for. */
export interface DueRows {
  /** None that was asked for before. */
  readonly firstOnly: boolean;
  /** Straight at the venue: also of orders whose submission has no answer, as none can be recorded. */
  readonly direct: boolean;
  readonly count: number;
}

/** Whoever acts when the kill switch itself does. */
export const killActor = engineActor('kill-switch');

/** Waits between two cancels of one order: doubling, with a cap. */
const firstRetryMs = 1_000;
const retryMsMax = 10_000;

export function backoffMs(attempts: number): number {
  return Math.min(retryMsMax, firstRetryMs * 2 ** Math.max(0, Math.min(attempts, 10) - 1));
}

export class Kill {
  readonly killId: string;
  readonly scope: TradingScope;
  readonly name: string;
  readonly reason: string;
  readonly actor: Actor;
  readonly startedAt: string;
  flatten: boolean;
  /** Why it is not on record itself; undefined once it is. */
  unrecorded: string | undefined;
  /** Its scope is halted by it: what works there is canceled. */
  governs = true;
  result: 'cleared' | 'flat' | undefined;
  readonly proofs = new Map<string, VenueProof>();
  /** How often positions were to be closed, and when that may be tried again, by venue. */
  readonly flattenings = new Map<string, { attempts: number; dueMs: number }>();
  /** The highest number that an order which closes a position has; taken before the order is recorded. */
  flattenOrders = 0;
  private readonly rows = new Map<string, Row>();
  private readonly open = new Map<string, Set<string>>();
  private readonly notes = new Map<string, string>();
  private provenAt: string | undefined;
  private shown: KillLedger | undefined;
  /** Why the store can't write. */
  private fault: string | undefined;
  /** Rows that changed since they were last recorded. */
  private readonly changed = new Set<Row>();

  constructor({ killId, scope, flatten, reason, actor, startedAt, unrecorded }: KillOrigin) {
    const parsed = parseTradingScope(scope);
    invariant(parsed !== undefined, `the stored scope ${scope} is one`);
    this.killId = killId;
    this.scope = parsed;
    this.name = scope;
    this.flatten = flatten;
    this.reason = reason;
    this.actor = actor;
    this.startedAt = startedAt;
    this.unrecorded = unrecorded;
  }

  /** Takes in what an event of the desk says about it. */
  apply(event: StoredEvent): void {
    this.shown = undefined;
    switch (event.type) {
      case 'KillSwitchEngaged':
        this.unrecorded = undefined;
        break;
      case 'KillSwitchOrdersListed':
        for (const order of event.data.orders) this.list(order, {});
        break;
      case 'KillSwitchProgressed':
        for (const row of event.data.rows) this.progress(row);
        break;
      case 'KillSwitchFlattenRequested':
        this.flatten = true;
        this.proofs.clear();
        this.reopen();
        break;
      case 'KillSwitchFlattening': {
        const { venue, attempt, orders } = event.data;
        const { dueMs = 0 } = this.flattenings.get(venue) ?? {};
        this.flattenings.set(venue, { attempts: attempt, dueMs });
        for (const { orderId } of orders) {
          this.flattenOrders = Math.max(this.flattenOrders, flattenNumberOf(orderId));
        }
        for (const order of orders) this.list({ ...order, venue }, { flattens: true });
        break;
      }
      case 'KillSwitchCompleted':
        this.result = event.data.result;
        this.provenAt = formatMicros(event.time);
        this.notes.clear();
        for (const proof of event.data.venues) this.proofs.set(proof.venue, proof);
        break;
      case 'TradingStateChanged':
        // What was recorded before it was engaged is nothing to it.
        if (event.data.to !== 'halted' && this.unrecorded === undefined) this.release();
        break;
      default:
    }
  }

  /** Not done, or something came to life since. */
  get isOpen(): boolean {
    return this.result === undefined;
  }

  /** The scope is no longer its own to hold: enabled, or in the hands of a newer one. */
  release(): void {
    this.governs = false;
    this.notes.clear();
    this.fault = undefined;
    this.shown = undefined;
  }

  covers(view: OrderView): boolean {
    return scopeCovers(this.scope, view);
  }

  /** Sent by it, to close a position. */
  flattensWith(orderId: string): boolean {
    return this.rows.get(orderId)?.shown.flattens === true;
  }

  has(orderId: string): boolean {
    return this.rows.has(orderId);
  }

  /** An order in the scope as it is now; one that works joins the ledger. */
  follow(view: OrderView): void {
    const known = this.rows.get(view.orderId);
    if (known === undefined) {
      if (isTerminal(view.status)) return;
      const { symbol, venue, leavesQuantity: quantity } = view;
      this.list({ orderId: trusted(parseOrderId, view.orderId), symbol, venue, quantity }, { listed: false });
      this.follow(view);
      return;
    }
    const wasOpen = isOpenRow(known.shown.state);
    // Taken from the record: it ended, however the order itself calls that.
    const isRestored = known.status === undefined && !wasOpen && isTerminal(view.status);
    known.status = view.status;
    if (isRestored) return;
    const state = rowStateOf(view.status);
    const detail = isOpenRow(state) || state === 'canceled' ? known.shown.detail : view.reason;
    if (state === known.shown.state && detail === known.shown.detail) return;
    this.show(known, { ...known.shown, state, ...(detail !== undefined && { detail }) });
    // It came back to life: it is told again.
    if (!wasOpen && isOpenRow(state)) Object.assign(known, { listed: false, dueMs: 0 });
  }

  /** Ended here, it worked at the venue: its cancel went there by the venue's own list, which has it no more. */
  canceledThere(view: OrderView, { quantity, attempts, lastAttemptAt }: ListedCancel): void {
    const { orderId, symbol, venue, status } = view;
    const known = this.rows.get(orderId);
    if (known?.shown.state === 'canceled' || !isTerminal(status)) return;
    const row: Row = known ?? {
      shown: { orderId, symbol, venue, quantity, state: 'canceled', attempts: 0 },
      status,
      dueMs: 0,
      asking: false,
      sent: false,
      ended: false,
      listed: false,
    };
    this.rows.set(orderId, row);
    const detail = `it was ${status} here and worked at the venue: canceled there, by the venue's own list`;
    this.show(row, { ...row.shown, quantity, state: 'canceled', attempts, lastAttemptAt, detail });
  }

  /** An order that was to be sent, and never came into being. */
  neverCreated(orderId: string, detail: string): void {
    const row = this.rows.get(orderId);
    if (row === undefined || row.status !== undefined) return;
    this.show(row, { ...row.shown, state: 'denied', detail });
  }

  /** Rows whose cancel may be asked for now. */
  due(venue: string, nowMs: number, { firstOnly, direct, count }: DueRows): readonly OrderId[] {
    const due: OrderId[] = [];
    for (const orderId of this.open.get(venue) ?? []) {
      const row = this.rows.get(orderId);
      if (row === undefined || row.asking || row.dueMs > nowMs || row.status === undefined) continue;
      if (!(direct ? mayBeThere(row) : isCancelable(row.status))) continue;
      if (firstOnly && row.shown.attempts > 0) continue;
      due.push(row.shown.orderId);
      if (due.length === count) break;
    }
    return due;
  }

  asking(orderIds: readonly OrderId[], at: string): void {
    for (const row of this.rowsOf(orderIds)) {
      row.asking = true;
      const { detail: _detail, ...shown } = row.shown;
      this.show(row, { ...shown, attempts: shown.attempts + 1, lastAttemptAt: at });
    }
  }

  /** The cancel is on disk or at the venue, or was refused. */
  asked(orderId: OrderId, nowMs: number, refusal: string | undefined): void {
    for (const row of this.rowsOf([orderId])) {
      row.asking = false;
      row.dueMs = nowMs + backoffMs(row.shown.attempts);
      if (refusal !== undefined) this.show(row, { ...row.shown, detail: refusal });
    }
  }

  /** Lets the next cancel of each order at the venue go out at `dueMs`, or of the given ones. */
  setDue(venue: string, dueMs: number, orderIds: Iterable<string> = this.open.get(venue) ?? []): void {
    for (const orderId of orderIds) {
      const row = this.rows.get(orderId);
      if (row !== undefined) row.dueMs = dueMs;
    }
  }

  /** Its cancel went directly to the venue. */
  sentStraight(orderId: OrderId, nowMs: number): void {
    this.asked(orderId, nowMs, 'its cancel went directly to the venue: the event store could not write');
    for (const row of this.rowsOf([orderId])) Object.assign(row, { sent: true, ended: false });
  }

  /** Its venue does not list it as open any more: not asked for until `dueMs`. */
  endedThere(orderId: OrderId, dueMs: number): void {
    for (const row of this.rowsOf([orderId])) {
      row.ended = true;
      row.dueMs = dueMs;
      this.show(row, { ...row.shown, detail: 'the venue does not list it as open any more' });
    }
  }

  /** Why the store can't write now; undefined while it can, and nothing is off record any more. */
  tellFault(fault: string | undefined): void {
    if (this.fault === fault) return;
    this.fault = fault;
    this.shown = undefined;
    if (fault !== undefined) return;
    for (const row of this.rows.values()) Object.assign(row, { sent: false, ended: false });
  }

  openAt(venue: string): number {
    return this.open.get(venue)?.size ?? 0;
  }

  get openRows(): number {
    let count = 0;
    for (const rows of this.open.values()) count += rows.size;
    return count;
  }

  /** Ids of open rows at a venue, at most `count`. */
  openIds(venue: string, count = Infinity): readonly string[] {
    return [...(this.open.get(venue) ?? [])].slice(0, count);
  }

  /** As it is to be recorded with the kill switch itself. */
  listedRows(): readonly KilledOrder[] {
    return [...this.rows.values()].map(({ shown }) => asListed(shown));
  }

  orderIds(): Iterable<string> {
    return this.rows.keys();
  }

  /** What it waits for at a venue; undefined when it goes its way. */
  note(venue: string, text: string | undefined): void {
    if (this.notes.get(venue) === text) return;
    if (text === undefined) this.notes.delete(venue);
    else this.notes.set(venue, text);
    this.shown = undefined;
  }

  noteOn(venue: string): string | undefined {
    return this.notes.get(venue);
  }

  /** Takes what is to be recorded. */
  takeUnrecorded(): Unrecorded {
    const rows = [...this.changed];
    const unlisted = rows.filter((row) => !row.listed);
    this.changed.clear();
    for (const row of unlisted) row.listed = true;
    return {
      listed: unlisted.map(({ shown }) => asListed(shown)),
      progress: rows.map(({ shown }) => asProgress(shown)),
      giveBack: () => {
        for (const row of rows) this.changed.add(row);
        for (const row of unlisted) row.listed = false;
      },
    };
  }

  /** Counts of rows by state. */
  tally(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { shown } of this.rows.values()) counts[shown.state] = (counts[shown.state] ?? 0) + 1;
    return counts;
  }

  /** The same object until something changes. */
  ledger(): KillLedger {
    if (this.shown !== undefined) return this.shown;
    const { killId, name: scope, reason, actor, startedAt, flatten, provenAt } = this;
    const state = this.result ?? this.stage();
    const detail = [...this.notes.values()].join('; ');
    this.shown = {
      killId,
      scope,
      reason,
      actor,
      startedAt,
      flatten,
      state,
      ...(provenAt !== undefined && { provenAt }),
      ...(detail !== '' && { detail }),
      ...this.offRecord(),
      rows: [...this.rows.values()].map(({ shown }) => shown),
    };
    return this.shown;
  }

  private offRecord(): Pick<KillLedger, 'offRecord'> {
    if (this.fault === undefined) return {};
    const open = [...this.rows.values()].filter(mayBeThere);
    return {
      offRecord: {
        fault: this.fault,
        lostOnStop: this.unrecorded !== undefined,
        cancels: open.length,
        cancelsSent: open.filter(({ sent }) => sent).length,
        ended: open.filter(({ ended }) => ended).length,
      },
    };
  }

  private stage(): KillLedger['state'] {
    if (!this.governs) return 'released';
    return this.flattenOrders > 0 ? 'flattening' : 'canceling';
  }

  private list(order: KilledOrder, { listed = true, flattens = false }): void {
    const { orderId, symbol, venue, quantity } = order;
    const known = this.rows.get(orderId);
    if (known !== undefined && listed) known.listed = true;
    const shown: KillRow = {
      orderId,
      symbol,
      venue,
      quantity,
      state: 'waiting',
      attempts: known?.shown.attempts ?? 0,
      ...(known?.shown.lastAttemptAt !== undefined && { lastAttemptAt: known.shown.lastAttemptAt }),
      ...((flattens || known?.shown.flattens === true) && { flattens: true as const }),
    };
    // Told again: the order as it is now counts, not as it was when it was told.
    if (known !== undefined && known.status !== undefined) return;
    const row = known ?? {
      shown,
      status: undefined,
      dueMs: 0,
      asking: false,
      sent: false,
      ended: false,
      listed,
    };
    this.rows.set(orderId, row);
    this.show(row, shown);
    if (listed) this.changed.delete(row);
  }

  private progress(progress: KillProgress): void {
    const row = this.rows.get(progress.orderId);
    // In a running engine the row is ahead of its record.
    if (row === undefined || row.status !== undefined) return;
    this.show(row, { ...row.shown, ...progress });
    this.changed.delete(row);
  }

  private show(row: Row, shown: KillRow): void {
    row.shown = shown;
    this.changed.add(row);
    this.shown = undefined;
    const { venue, orderId } = shown;
    const open = this.open.get(venue) ?? new Set();
    this.open.set(venue, open);
    if (!isOpenRow(shown.state)) open.delete(orderId);
    else if (!open.has(orderId)) {
      open.add(orderId);
      this.proofs.delete(venue);
      this.reopen();
    }
  }

  private reopen(): void {
    // It was done: what the venues proved then is no proof of what they have now.
    if (this.result !== undefined) this.proofs.clear();
    this.result = undefined;
    this.provenAt = undefined;
  }

  private *rowsOf(orderIds: readonly OrderId[]): Iterable<Row> {
    for (const orderId of orderIds) {
      const row = this.rows.get(orderId);
      if (row !== undefined) yield row;
    }
  }
}

/** It is open here, and was sent. */
function mayBeThere({ shown, status }: Row): boolean {
  return isOpenRow(shown.state) && status !== 'created';
}

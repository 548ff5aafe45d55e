/** What a kill switch is at a moment: on its way, done with the venues' proofs, or over. */
import type { Actor, OrderId } from '../../../../shared/kernel/ids.ts';
import { assertNever, invariant } from '../../../../shared/kernel/invariant.ts';
import { isOpenRow } from '../killRow.ts';
import type { VenueProof } from '../tradingEvents.ts';
import { parseTradingScope, type TradingScope } from '../tradingScope.ts';
import { killSwitchBeginnings } from './killSwitchTransitions.ts';
import { LedgerRows } from './ledgerRows.ts';

export interface KillOrigin {
  readonly killId: string;
  /** In its text form. */
  readonly scope: string;
  readonly flatten: boolean;
  readonly reason: string;
  readonly actor: Actor;
  /** UTC with microseconds. */
  readonly startedAt: string;
}

interface Ledger extends Omit<KillOrigin, 'scope' | 'flatten'> {
  /** The scope in its text form. */
  readonly name: string;
  readonly scope: TradingScope;
  readonly rows: LedgerRows;
  /** Rows that are open, by venue. */
  readonly open: ReadonlyMap<string, number>;
  /** How often positions were to be closed, by venue. */
  readonly flattenings: ReadonlyMap<string, number>;
  /** The highest number that an order which closes a position has; taken before the order is recorded. */
  readonly flattenOrders: number;
}

interface UnderWay extends Ledger {
  readonly flatten: boolean;
  /** What it waits for, by venue; none where it goes its way. */
  readonly notes: ReadonlyMap<string, string>;
}

interface OnRecord extends UnderWay {
  /** Since the last order came to life at the venue. */
  readonly proofs: ReadonlyMap<string, VenueProof>;
  /** Why the store can't write; absent while it can. */
  readonly fault?: string;
}

interface Done extends Ledger {
  readonly proofs: ReadonlyMap<string, VenueProof>;
  readonly provenAt: string;
}

/** `off_record` cancels and does nothing else; `over` holds its scope no more. */
export type KillSwitch =
  | (UnderWay & { readonly status: 'off_record'; readonly fault: string })
  | (OnRecord & { readonly status: 'canceling' })
  | (OnRecord & { readonly status: 'flattening' })
  | (Done & { readonly status: 'cleared' })
  | (Done & { readonly status: 'flat' })
  | (Ledger & {
      readonly status: 'over';
      readonly flatten: boolean;
      readonly result: 'released' | 'cleared' | 'flat';
      readonly provenAt?: string;
    });

/** `fault`: why the store could not take it. */
export function engagedKillSwitch({ scope: name, ...origin }: KillOrigin, fault?: string): KillSwitch {
  const scope = parseTradingScope(name);
  invariant(scope !== undefined, `the stored scope ${name} is one`);
  const none = new Map<string, never>();
  const ledger = {
    ...origin,
    name,
    scope,
    rows: LedgerRows.none,
    open: none,
    flattenings: none,
    notes: none,
  };
  return fault === undefined
    ? { ...ledger, status: killSwitchBeginnings.engaged, flattenOrders: 0, proofs: none }
    : { ...ledger, status: killSwitchBeginnings.engaged_off_record, flattenOrders: 0, fault };
}

/** Not done, and its scope is its own to hold. */
export function isUnderWay(
  state: KillSwitch,
): state is Extract<KillSwitch, { status: 'off_record' | 'canceling' | 'flattening' }> {
  switch (state.status) {
    case 'off_record':
    case 'canceling':
    case 'flattening':
      return true;
    case 'cleared':
    case 'flat':
    case 'over':
      return false;
    default:
      return assertNever(state);
  }
}

/** What it keeps whatever its status. */
export function ledgerOf(state: KillSwitch): Ledger {
  const { killId, name, scope, reason, actor, startedAt, rows, open, flattenings, flattenOrders } = state;
  return { killId, name, scope, reason, actor, startedAt, rows, open, flattenings, flattenOrders };
}

export function closesPositions(state: KillSwitch): boolean {
  return 'flatten' in state ? state.flatten : state.status === 'flat';
}

export function openAt({ open }: KillSwitch, venue: string): number {
  return open.get(venue) ?? 0;
}

export function openRows({ open }: KillSwitch): number {
  let count = 0;
  for (const rows of open.values()) count += rows;
  return count;
}

/** Ids of open rows at a venue, in the ledger's order. */
export function openIds({ rows }: KillSwitch, venue: string): readonly OrderId[] {
  const ids: OrderId[] = [];
  for (const { shown } of rows) if (shown.venue === venue && isOpenRow(shown.state)) ids.push(shown.orderId);
  return ids;
}

export function isProvenAt(state: KillSwitch, venue: string): boolean {
  return 'proofs' in state && state.proofs.has(venue);
}

/** Sent by it, to close a position. */
export function flattensWith({ rows }: KillSwitch, orderId: string): boolean {
  return rows.get(orderId)?.shown.flattens === true;
}

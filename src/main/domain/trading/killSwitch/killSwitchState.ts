/** The states of a kill switch: under way, done with the venues' proofs, or over. */
import type { Actor, OrderId, ClientOrderId, VenueId } from '../../../../shared/kernel/ids.ts';
import { assertNever, invariant } from '../../../../shared/kernel/invariant.ts';
import { isOwnClientOrderId } from '../../order/clientOrderIds.ts';
import { isOpenRow } from '../killRow.ts';
import type { KillState } from '../killState.ts';
import type { VenueProof } from '../tradingEvents.ts';
import { parseTradingScope, type TradingScope } from '../tradingScope.ts';
import { killSwitchBeginnings } from './killSwitchTransitions.ts';
import { LedgerRows } from './ledgerRows.ts';

export interface KillOrigin {
  readonly killId: string;
  /** The scope as text. */
  readonly scope: string;
  readonly flatten: boolean;
  /** Orders that somebody else sent are left to work. */
  readonly leavesExternal?: boolean;
  readonly reason: string;
  readonly actor: Actor;
  /** UTC with microseconds. */
  readonly startedAt: string;
}

interface Ledger extends Omit<KillOrigin, 'scope' | 'flatten'> {
  /** The scope as text. */
  readonly name: string;
  readonly scope: TradingScope;
  readonly rows: LedgerRows;
  /** How many rows are open, by venue. */
  readonly open: ReadonlyMap<VenueId, number>;
  /** How often the kill switch tried to close positions, by venue. */
  readonly flattenings: ReadonlyMap<string, number>;
  /** The highest number of the orders that close positions; a number is taken before its order is recorded. */
  readonly flattenOrders: number;
}

interface UnderWay extends Ledger {
  readonly flatten: boolean;
  /** What the kill switch waits for, by venue; absent for a venue where nothing holds it up. */
  readonly notes: ReadonlyMap<string, string>;
}

interface OnRecord extends UnderWay {
  /** The proofs by venue; a proof is dropped when an order at its venue works again. */
  readonly proofs: ReadonlyMap<VenueId, VenueProof>;
  /** Why the store can't write; absent while it can. */
  readonly fault?: string;
}

interface Done extends Ledger {
  readonly proofs: ReadonlyMap<VenueId, VenueProof>;
  readonly provenAt: string;
}

/** `off_record` cancels orders and does nothing else; `over` no longer holds its scope. */
export type KillSwitch =
  | (UnderWay & { readonly status: 'off_record'; readonly fault: string })
  | (OnRecord & { readonly status: 'canceling' })
  | (OnRecord & { readonly status: 'flattening' })
  | (Done & { readonly status: 'cleared' })
  | (Done & { readonly status: 'flat' })
  | (Ledger & {
      readonly status: 'over';
      readonly flatten: boolean;
      readonly result: Exclude<KillState, 'canceling' | 'flattening'>;
      readonly provenAt?: string;
    });

/** A new kill switch. `fault` says why the store could not take it. */
export function engagedKillSwitch({ scope: name, ...origin }: KillOrigin, fault?: string): KillSwitch {
  const scope = parseTradingScope(name);
  invariant(scope !== undefined, `the stored scope ${name} is one`);
  const none = new Map<never, never>();
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

/** Whether the kill switch is not done, and still holds its scope. */
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

/** The fields that every status has. */
export function ledgerOf(state: KillSwitch): Ledger {
  const { killId, name, scope, reason, actor, startedAt, rows, open, flattenings, flattenOrders } = state;
  const { leavesExternal } = state;
  const ledger = { killId, name, scope, reason, actor, startedAt, rows, open, flattenings, flattenOrders };
  return { ...ledger, ...(leavesExternal && { leavesExternal }) };
}

/** Whether a kill switch leaves the order to work because somebody else sent it. */
export function leavesOut(
  { leavesExternal }: Pick<KillOrigin, 'leavesExternal'>,
  clientOrderId: ClientOrderId | OrderId,
): boolean {
  return leavesExternal === true && !isOwnClientOrderId(clientOrderId);
}

/** How many orders of others the venues have listed as open in the scope, and were left to work. */
export function externalLeft(state: KillSwitch): number {
  let left = 0;
  if ('proofs' in state) for (const proof of state.proofs.values()) left += proof.externalLeft ?? 0;
  return left;
}

export function closesPositions(state: KillSwitch): boolean {
  return 'flatten' in state ? state.flatten : state.status === 'flat';
}

export function openAt({ open }: KillSwitch, venue: VenueId): number {
  return open.get(venue) ?? 0;
}

export function openRows({ open }: KillSwitch): number {
  let count = 0;
  for (const rows of open.values()) count += rows;
  return count;
}

/** Ids of the open rows at a venue, in the ledger's order. */
export function openIds({ rows }: KillSwitch, venue: VenueId): readonly OrderId[] {
  const ids: OrderId[] = [];
  for (const { shown } of rows) if (shown.venue === venue && isOpenRow(shown.state)) ids.push(shown.orderId);
  return ids;
}

export function isProvenAt(state: KillSwitch, venue: VenueId): boolean {
  return 'proofs' in state && state.proofs.has(venue);
}

/** Whether the kill switch sent the order, to close a position. */
export function flattensWith({ rows }: KillSwitch, orderId: OrderId): boolean {
  return rows.get(orderId)?.shown.flattens === true;
}

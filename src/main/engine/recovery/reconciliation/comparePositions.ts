/** Compares our net quantities with the venue's own. */
import type { AccountId, Ticker } from '../../../../shared/kernel/ids.ts';
import {
  add,
  decimal,
  formatDecimal,
  subtract,
  zero,
  type Decimal,
} from '../../../../shared/kernel/decimal.ts';
import { neverAborted } from '../../../../shared/kernel/abortSignal.ts';
import type { PositionComparison, ReconciliationDifference } from '../../../domain/venue/venueEvents.ts';
import type { Position } from '../../orders/exposureBook.ts';
import type { Scheduler, VenuePosition } from '../../ports.ts';
import type { VenueGuard } from '../../resilience/venueGuard.ts';

export interface PositionDependencies {
  readonly guard: VenueGuard;
  readonly scheduler: Scheduler;
  /** Our positions at the venue, as the store has them. */
  readonly ours: () => readonly Position[];
}

/** A fill that has not arrived yet makes both sides differ for a moment; a true difference stays the same. */
const looksMax = 6;
const sameLooksMin = 3;
const lookAgainMs = 200;

interface Row {
  readonly account?: AccountId;
  readonly symbol: Ticker;
  readonly ours: Decimal;
  readonly venue: Decimal;
}

export async function comparePositions(dependencies: PositionDependencies): Promise<{
  readonly positions: readonly PositionComparison[];
  readonly differences: readonly ReconciliationDifference[];
}> {
  const { guard, scheduler, ours } = dependencies;
  if (!guard.venue.capabilities.positions) return { positions: [], differences: [] };
  let rows: readonly Row[] = [];
  let seen = '';
  let sameLooks = 0;
  for (let look = 0; look < looksMax; look++) {
    if (look > 0) await new Promise<void>((resolve) => void scheduler.after(lookAgainMs, resolve));
    const there = await guard.query((signal) => guard.venue.positions(signal), neverAborted);
    rows = sideBySide(ours(), there);
    const differing = rows.filter((row) => row.ours !== row.venue);
    if (differing.length === 0) return { positions: rows.map(comparisonOf), differences: [] };
    const text = JSON.stringify(differing.map(differenceOf));
    sameLooks = text === seen ? sameLooks + 1 : 1;
    seen = text;
  }
  // Differences that still change come from trading that goes on: this comparison proves nothing about them.
  const differences = sameLooks >= sameLooksMin ? rows.filter((row) => row.ours !== row.venue) : [];
  return { positions: rows.map(comparisonOf), differences: differences.map(differenceOf) };
}

function sideBySide(ours: readonly Position[], there: readonly VenuePosition[]): readonly Row[] {
  const byAccount = there.every(({ account }) => account !== undefined);
  const rows = new Map<string, Row>();
  const put = (account: AccountId | undefined, symbol: Ticker, own: Decimal, venue: Decimal): void => {
    const key = byAccount ? `${account} ${symbol}` : symbol;
    const row = rows.get(key) ?? {
      ...(byAccount && account !== undefined && { account }),
      symbol,
      ours: zero,
      venue: zero,
    };
    rows.set(key, { ...row, ours: add(row.ours, own), venue: add(row.venue, venue) });
  };
  for (const { account, symbol, quantity } of ours) put(account, symbol, decimal(quantity), zero);
  for (const { account, symbol, quantity } of there) put(account, symbol, zero, quantity);
  return [...rows.values()].filter((row) => row.ours !== zero || row.venue !== zero);
}

function comparisonOf({ account, symbol, ours, venue }: Row): PositionComparison {
  const named = account !== undefined && { account };
  return { ...named, symbol, ours: formatDecimal(ours), venue: formatDecimal(venue) };
}

/** Names the distance and not the two sides, because the distance stays the same while trading goes on. */
function differenceOf({ account, symbol, ours, venue }: Row): ReconciliationDifference {
  const more = subtract(venue, ours);
  const of = account === undefined ? symbol : `${symbol} of ${account}`;
  const distance =
    more > zero ? `${formatDecimal(more)} more` : `${formatDecimal(subtract(zero, more))} less`;
  const detail = `${of}: the venue has ${distance} than the desk`;
  return { kind: 'position', detail, resolved: false };
}

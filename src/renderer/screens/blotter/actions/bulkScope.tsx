/** Says which orders an action on many orders concerns: how many of how many, at which venues, and its progress. */
import type { VenueId } from '../../../../shared/kernel/ids.ts';
import { useRef, useState } from 'react';
import { timesZone } from '../../../format/times.ts';
import type { OrderFilter, OrderStatus, OrderView } from '../../../../shared/contract/orders.ts';
import { counted, groupInteger } from '../../../format/decimals.ts';
import { statusWord } from '../../../model/orders/orderStatus.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { Glyph } from '../../../ui/display/Glyph.tsx';
import { useNow } from '../../../ui/useNow.ts';
import { useAsked } from '../../common/useAsked.ts';
import type { OnProgress } from '../../../store/actions.ts';

/** The orders of an action. */
export interface BulkScope {
  readonly orders: readonly OrderView[];
  /** The chosen orders on which the action can't be used now. */
  readonly skipped: readonly OrderView[];
  /**
   * How many orders match the blotter's filter, or the filter where they are not counted yet; absent for a single
   * order.
   */
  readonly matching?: number | { readonly of: OrderFilter };
  /**
   * Present when all matching orders were chosen: how many of them the action can be used on, and when that was
   * counted.
   */
  readonly all?: { readonly count: number; readonly at: string };
  /** Finds orders that the action could be used on too, and that came after these were chosen. */
  readonly cameSince?: OrderFilter;
}

export function orderCount(orders: readonly OrderView[]): string {
  return counted(orders.length, 'order');
}

function countsByVenue(orders: readonly OrderView[]): ReadonlyMap<VenueId, number> {
  const counts = new Map<VenueId, number>();
  for (const { venue } of orders) counts.set(venue, (counts.get(venue) ?? 0) + 1);
  return counts;
}

/** Gives the venue's name, such as `sim`, or `2 venues`. */
export function venueWords(orders: readonly OrderView[]): string {
  const venues = [...countsByVenue(orders).keys()];
  return venues.length === 1 ? (venues[0] ?? '') : `${venues.length} venues`;
}

export function ScopeText({ scope: { orders, matching, all, cameSince } }: { readonly scope: BulkScope }) {
  const count = groupInteger(orders.length);
  const venues = [...countsByVenue(orders)].map(([venue, on]) => `${groupInteger(on)} on ${venue}`);
  if (all === undefined && matching === undefined && venues.length < 2) return null;
  return (
    <>
      <p data-testid="bulk-scope">
        {all === undefined ? (
          matching !== undefined && <OfMatching count={orders.length} matching={matching} />
        ) : all.count > orders.length ? (
          <b className="tone-warn">
            The first {count} of {groupInteger(all.count)} orders as of {all.at} {timesZone()}, newest first:
            the others are left alone. Choose all again for them.
          </b>
        ) : (
          `All ${counted(all.count, 'order')} that match the filter and can be asked for, also those that the table does not show, as of ${all.at} ${timesZone()}.`
        )}
        {venues.length > 1 && ` ${venues.join(', ')}.`}
      </p>
      {cameSince !== undefined && <CameSince filter={cameSince} />}
    </>
  );
}

type Matching = NonNullable<BulkScope['matching']>;

function OfMatching({ count, matching }: { readonly count: number; readonly matching: Matching }) {
  if (typeof matching !== 'number') return <OfUncounted count={count} filter={matching.of} />;
  if (matching === 1) return 'The one order that matches the filter.';
  return `${groupInteger(count)} of the ${counted(matching, 'order')} that match the filter.`;
}

/** Counts the orders that match: the blotter had not done so yet when it was asked. */
function OfUncounted({ count, filter }: { readonly count: number; readonly filter: OrderFilter }) {
  const { value, fault } = useAsked('queryOrders', { filter, limit: 1 }, undefined);
  if (value !== undefined) return <OfMatching count={count} matching={value.total} />;
  const state = fault === undefined ? 'counting…' : `they could not be counted, ${fault.message}`;
  return `${groupInteger(count)} of the orders that match the filter: ${state}`;
}

const countAgainMs = 1_000;

/** Tells how many orders have come since the choice: the choice does not change by itself. */
function CameSince({ filter }: { readonly filter: OrderFilter }) {
  const { value } = useAsked('queryOrders', { filter, limit: 1 }, useNow(countAgainMs));
  if (value === undefined || value.total === 0) return null;
  return (
    <p className="tone-warn" role="status" data-testid="came-since">
      <Glyph shape="warning" />
      {groupInteger(value.total)} came since and {value.total === 1 ? 'is' : 'are'} not in it.
    </p>
  );
}

/** Says how many chosen orders are left alone, and how they are: `2 of the chosen orders … and are left alone: 2 filled.` */
export function leftAlone(skipped: readonly OrderView[], why: string): string {
  if (skipped.length === 0) return '';
  const counts = new Map<OrderStatus, number>();
  for (const { status } of skipped) counts.set(status, (counts.get(status) ?? 0) + 1);
  const states = [...counts].map(([status, count]) => `${groupInteger(count)} ${statusWord(status)}`);
  return ` ${groupInteger(skipped.length)} of the chosen orders ${why} and ${skipped.length === 1 ? 'is' : 'are'} left alone: ${states.join(', ')}.`;
}

/**
 * The progress of a request for many orders. It shows nothing before the start, or when one answer covers all orders.
 */
export function useBulkProgress(): { readonly progress: React.ReactNode; readonly onProgress: OnProgress } {
  const [done, setDone] = useState<readonly [asked: number, all: number]>();
  // The next batch must see the press at once, and not after the next drawing.
  const stopping = useRef(false);
  const [stopped, setStopped] = useState(false);
  return {
    progress: done !== undefined && (
      <p role="status" data-testid="bulk-progress">
        Asked for {groupInteger(done[0])} of {counted(done[1], 'order')}…{' '}
        <Button
          disabledReason={stopped ? 'Stops after those that were asked for' : undefined}
          onPress={() => {
            stopping.current = true;
            setStopped(true);
          }}
        >
          Stop here
        </Button>
      </p>
    ),
    onProgress: (asked, all) => {
      setDone([asked, all]);
      return stopping.current ? 'stop' : 'go on';
    },
  };
}

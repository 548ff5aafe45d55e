/**
 * Finds, at a start, orders and positions that the configuration has no place for any more. Without its venue, nobody
 * can cancel an order or keep the exits of a bracket, so such an order or bracket keeps the engine from starting. A
 * position at a missing venue holds new orders back until a person has acknowledged it. Where only an instrument or an
 * account is missing, an alert says so: its orders can be canceled and made smaller, and its exits go on.
 */
import { decimal, formatDecimal, zero } from '../../../shared/kernel/decimal.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { parseVenueId, trusted, type VenueId, alertIdOf } from '../../../shared/kernel/ids.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import { isTerminal } from '../../domain/order/orderState.ts';
import type { Position } from '../orders/exposureBook.ts';
import type { Place } from '../orders/exposureBook.ts';
import { missingName, type Names } from '../orders/missingName.ts';
import type { OrderView } from '../orders/orderView.ts';

export interface NotConfigured {
  /**
   * The fault `configuration_incomplete`: an order works, or a bracket has exits to keep, at a venue that is missing.
   */
  readonly fault?: Fault;
  /** Without a fault: one alert for each name that is missing. */
  readonly alerts: readonly Alert[];
}

interface Left {
  readonly venue: VenueId;
  /** Whether the venue itself is missing. */
  readonly isVenue: boolean;
  working: number;
  brackets: number;
  readonly positions: string[];
}

/** `unfinished` holds the orders that work, and the filled entries of brackets that have something to do. */
export function notConfigured(
  configuration: Names,
  unfinished: Iterable<OrderView>,
  positions: readonly Position[],
): NotConfigured {
  const left = new Map<string, Left>();
  const of = (place: Place): Left | undefined => {
    const missing = missingName(configuration, place);
    if (missing === undefined) return undefined;
    const venue = trusted(parseVenueId, place.venue);
    const isVenue = missing === `venue ${venue}`;
    const known = left.get(missing) ?? { venue, isVenue, working: 0, brackets: 0, positions: [] };
    left.set(missing, known);
    return known;
  };
  for (const order of unfinished) {
    const there = of(order);
    if (there === undefined) continue;
    if (isTerminal(order.status)) there.brackets++;
    else there.working++;
  }
  for (const { quantity, ...place } of positions) {
    if (decimal(quantity) === zero) continue;
    of(place)?.positions.push(`${formatDecimal(decimal(quantity))} ${place.symbol} of ${place.account}`);
  }
  const unreachable = [...left].filter(([, there]) => there.isVenue && there.working + there.brackets > 0);
  return unreachable.length > 0
    ? { fault: incomplete(unreachable), alerts: [] }
    : { alerts: Array.from(left, ([missing, there]) => unmanaged(missing, there)) };
}

function incomplete(left: readonly (readonly [string, Left])[]): Fault {
  const missing = left.map(([name, there]) => `no ${name}, which has ${describe(there)}`);
  return {
    code: 'configuration_incomplete',
    message: `the configuration has ${missing.join(', and ')}: put back what is missing until the orders are done and the positions are closed`,
  };
}

function describe({ working, brackets, positions }: Left): string {
  const counted = [
    ...(working > 0 ? [`${working} working ${working === 1 ? 'order' : 'orders'}`] : []),
    ...(brackets > 0 ? [`${brackets} filled ${brackets === 1 ? 'bracket' : 'brackets'} to protect`] : []),
    ...positions,
  ];
  return counted.join(', ');
}

function unmanaged(missing: string, there: Left): Alert {
  const has = describe(there);
  const advice = there.isVenue
    ? 'Put it back and start again, or acknowledge if the position was closed elsewhere'
    : 'Put it back and start again: until then orders there can only be canceled or made smaller';
  return {
    alertId: alertIdOf(`not_configured:${missing}:${has}`.replaceAll(' ', '_')),
    kind: 'not_configured',
    holdsOrders: there.isVenue,
    message: `The configuration has no ${missing}, which has ${has}`,
    advice,
    venue: there.venue,
  };
}

/** The question to the operator before the console closes while something still needs it. */
import type { LeftBehind, WorkingOrders } from '../../../shared/contract/engineThread.ts';

export interface ExitQuestion {
  readonly message: string;
  readonly detail: string;
}

/** Says which orders stay working at which venue, which end with the connection, and what is forgotten. */
export function exitQuestion({ venues, forgotten }: LeftBehind): ExitQuestion {
  const inDoubt = venues.reduce((sum, venue) => sum + venue.inDoubt, 0);
  const total = venues.reduce((sum, { orders }) => sum + orders, 0);
  const ending = venues.reduce((sum, venue) => sum + (venue.cancelOnDisconnect ? sure(venue) : 0), 0);
  const kept = total - inDoubt - ending;
  const isKnown = venues.every(({ trouble }) => trouble === undefined);
  const messages = [
    ...(kept === 0 ? [] : [staying(kept, isKnown)]),
    ...(ending === 0 ? [] : [`${counted(ending)} ${ending === 1 ? 'ends' : 'end'} with the connection`]),
    ...(inDoubt === 0 ? [] : [inDoubt === 1 ? '1 order is in doubt' : `${inDoubt} orders are in doubt`]),
    ...(forgotten.length === 0 ? [] : ['what is not on record will be forgotten']),
  ];
  const details = [
    ...(total === 0
      ? []
      : [
          venues.map(ordersAt).join('\n'),
          `Nobody watches ${total === 1 ? 'it' : 'them'} while the console is closed. The next start takes ${total === 1 ? 'it' : 'them'} up again.`,
        ]),
    ...(forgotten.length === 0
      ? []
      : [
          `The event store can't write. In force now, and not any more after the next start:\n  ${forgotten.join('\n  ')}`,
        ]),
  ];
  return { message: capitalized(messages.join(', and ')), detail: details.join('\n\n') };
}

/** Says how many orders stay working. A venue that does not answer may have ended them already. */
function staying(orders: number, isKnown: boolean): string {
  if (!isKnown) return `${counted(orders)} may still be working`;
  return `${counted(orders)} ${orders === 1 ? 'stays' : 'stay'} working`;
}

function sure({ orders, inDoubt }: WorkingOrders): number {
  return orders - inDoubt;
}

function ordersAt(working: WorkingOrders): string {
  const { venue, orders, pendingCancels, trouble, cancelOnDisconnect, examples } = working;
  const cancels =
    pendingCancels === 0 ? '' : `, ${counted(pendingCancels)} with a cancel that is not confirmed`;
  const more = orders > examples.length ? [`… and ${orders - examples.length} more`] : [];
  const unknown =
    trouble === undefined
      ? []
      : [
          `${venue} ${trouble}: whether ${orders === 1 ? 'it still stands' : 'they still stand'} is not known`,
        ];
  const ends = cancelOnDisconnect ? [`${venue} cancels working orders when the connection ends`] : [];
  return [`${venue}: ${orders}${cancels}`, ...examples, ...more, ...ends, ...unknown].join('\n  ');
}

function counted(orders: number): string {
  return orders === 1 ? '1 order' : `${orders} orders`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
